using System.Collections.Immutable;
using Modelyard.Infra.Components.Settings;
using Pulumi;

namespace Modelyard.Infra.Clusters;

/// <summary>Clusters, the store's share and the registry; or, where clusters are there already, how they are reached. The platform's stack takes all it needs from the outputs.</summary>
public class ClustersStack : Stack
{
    public ClustersStack()
        : this(StackConfiguration.Current(), null)
    {
    }

    protected ClustersStack(StackConfiguration configuration, StackOptions? options)
        : base(options)
    {
        var settings = ClustersSettings.Read(configuration);
        if (settings.Existing is { } existing)
        {
            Kubeconfigs = Output.CreateSecret(Output.All(existing.Select(cluster => cluster.Value.Apply(kubeconfig => KeyValuePair.Create(cluster.Key, kubeconfig))).Select(Input)).Apply(pairs => pairs.ToImmutableDictionary()));
            return;
        }

        var made = new GooglePlatform(Deployment.Instance.StackName, settings.Google!);
        Kubeconfigs = made.Kubeconfigs;
        (StoreServer, StoreHandle, Registry, DriverAccount) = (made.StoreServer, made.StoreHandle, made.Registry, made.DriverAccount);

        static Input<KeyValuePair<string, string>> Input(Output<KeyValuePair<string, string>> pair) => pair;
    }

    /// <summary>Cluster → its kubeconfig: <c>shared</c>, or <c>training</c> and <c>serving</c>.</summary>
    [Output("kubeconfigs")]
    public Output<ImmutableDictionary<string, string>> Kubeconfigs { get; private set; }

    /// <summary>The address of the store's server; empty where clusters were there already.</summary>
    [Output("storeServer")]
    public Output<string> StoreServer { get; private set; } = Output.Create("");

    /// <summary>The store's volume, as its CSI driver names it.</summary>
    [Output("storeHandle")]
    public Output<string> StoreHandle { get; private set; } = Output.Create("");

    /// <summary>The registry, as <c>pipelines/environments.yaml</c> is to name it.</summary>
    [Output("registry")]
    public Output<string> Registry { get; private set; } = Output.Create("");

    /// <summary>The account of Google that drivers act as.</summary>
    [Output("driverAccount")]
    public Output<string> DriverAccount { get; private set; } = Output.Create("");
}
