using System.Collections.Immutable;
using Pulumi;

namespace Modelyard.Infra.Platform;

/// <summary>What the stack of clusters tells.</summary>
public sealed class ClusterOutputs(StackReference stack)
{
    /// <summary>The address of the store's server.</summary>
    public Output<string> StoreServer => Text("storeServer");

    /// <summary>The store's volume, as its CSI driver names it.</summary>
    public Output<string> StoreHandle => Text("storeHandle");

    /// <summary>The account of Google that drivers act as.</summary>
    public Output<string> DriverAccount => Text("driverAccount");

    /// <summary>How a cluster is reached; a secret.</summary>
    /// <exception cref="RunException">The stack has no such cluster: <c>shared</c> where training and serving have one context, else one each.</exception>
    public Output<string> KubeconfigOf(string cluster) => Output.CreateSecret(stack.RequireOutput("kubeconfigs").Apply(value =>
        value is ImmutableDictionary<string, object> all && all.TryGetValue(cluster, out var kubeconfig) && kubeconfig is string text
            ? text
            : throw new RunException($"the stack of clusters has no cluster '{cluster}'; the contexts of the environment in {EnvironmentEntry.File} say whether it has one cluster ('shared') or two ('training', 'serving')")));

    private Output<string> Text(string name) => stack.RequireOutput(name).Apply(value => (string)value);
}
