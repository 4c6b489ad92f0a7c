using Modelyard.Clusters;
using Pulumi;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="TrainingTraffic"/> and <see cref="ServingTraffic"/> need.</summary>
public sealed record NamespaceTrafficArgs
{
    public required string Namespace { get; init; }

    /// <summary>The namespace of Prometheus.</summary>
    public required string Monitoring { get; init; }

    /// <summary>The namespaces of the mesh's control plane and of what lets the world in.</summary>
    public string? Mesh { get; init; }

    /// <inheritdoc cref="Mesh"/>
    public string? Ingress { get; init; }

    /// <summary>Addresses of the control plane, from which `yard deploy` asks gateways through the API server; none: not allowed.</summary>
    public string? ControlPlane { get; init; }
}

/// <summary>
/// A step speaks to nobody unless it declared so, which the library says in a label of its pods: <see cref="ClusterLabels.Network"/>. What <c>yard run</c> refuses a step in a
/// container, this refuses it on a cluster.
/// </summary>
public sealed class TrainingTraffic : NamespaceTraffic
{
    /// <summary>Where clouds tell a machine who it is.</summary>
    public const string MetadataServer = "169.254.169.254/32";

    /// <summary>Where servers of ours answer.</summary>
    public const int ServerPort = 8080;

    public TrainingTraffic(string name, NamespaceTrafficArgs args, ComponentResourceOptions? options = null)
        : base("TrainingTraffic", name, args.Namespace, options)
    {
        var driver = Component(ClusterLabels.Components.Driver);
        var blessing = Component(ClusterLabels.Components.Blessing);
        var calling = Pods((ClusterLabels.Network, ClusterLabels.Networks.Models));

        // API server and registry are wherever they are; which account a driver has there is the metadata server's to say.
        Policy("drivers", driver, to: [ToNames, ToAnywhere()]);
        Policy("declared-network", Pods((ClusterLabels.Network, ClusterLabels.Networks.Open)), to: [ToNames, ToAnywhere(MetadataServer)]);
        Policy("model-calls", calling, to: [To(ServerPort, Near(blessing))]);
        Policy("blessing", blessing, from: [From(ServerPort, Near(driver), Near(calling), Near(blessing))], to: [To(ServerPort, Near(blessing))]);
        RegisterOutputs();
    }
}
