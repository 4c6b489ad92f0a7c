using Modelyard.Clusters;
using Pulumi;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>Labels of what the platform's program makes. They are never <c>managed-by: yard</c>, which is what a deploy may prune.</summary>
public static class PlatformLabels
{
    /// <summary>On each namespace of a tenant: its name.</summary>
    public const string Tenant = "modelyard.org/tenant";

    /// <summary>The label that Kubernetes itself gives each namespace.</summary>
    public const string NamespaceName = "kubernetes.io/metadata.name";

    /// <summary>Those of all objects.</summary>
    public static InputMap<string> All => new() { [ClusterLabels.PartOf] = ClusterLabels.Modelyard, [ClusterLabels.ManagedBy] = "pulumi" };

    /// <summary>Those of an object with a name of its own.</summary>
    public static InputMap<string> Of(string name) => new() { [ClusterLabels.Name] = name, [ClusterLabels.PartOf] = ClusterLabels.Modelyard, [ClusterLabels.ManagedBy] = "pulumi" };
}
