using System.Collections.Immutable;
using Modelyard.Infra.Components.Settings;
using Pulumi;

namespace Modelyard.Infra.Platform;

/// <summary>What an environment's clusters hold before there is any model: all that `yard run` and `yard deploy` count on, and nothing that they make.</summary>
public class PlatformStack : Stack
{
    public PlatformStack()
        : this(StackConfiguration.Current(), RepositoryFolder.Find(), null)
    {
    }

    protected PlatformStack(StackConfiguration configuration, RepositoryFolder repository, StackOptions? options)
        : base(options)
    {
        var settings = PlatformSettings.Read(configuration, repository);
        var clusters = new ClusterOutputs(new StackReference(settings.Clusters));
        foreach (var target in ClusterTarget.Of(settings.Environment))
        {
            var provider = new Pulumi.Kubernetes.Provider(
                target.Name, new Pulumi.Kubernetes.ProviderArgs { KubeConfig = clusters.KubeconfigOf(target.Name), EnableServerSideApply = true });
            _ = new ClusterPlatform(target, settings, clusters, repository, new ComponentResourceOptions { Providers = { provider } });
        }

        Namespaces = Output.Create(new[] { settings.Environment.Training?.Namespace, settings.Environment.Serving?.Namespace }.OfType<string>().Distinct().ToImmutableArray());
    }

    /// <summary>The namespaces in which the environment trains and serves.</summary>
    [Output("namespaces")]
    public Output<ImmutableArray<string>> Namespaces { get; private set; }
}
