using Modelyard.Clusters;
using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Pulumi.Kubernetes.Types.Inputs.Networking.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>The world reaches gateways through the ingress; gateways and tenants reach servers; servers reach each other by the gateway, and TensorFlow Serving; nothing here reaches the world.</summary>
public sealed class ServingTraffic : NamespaceTraffic
{
    /// <summary>Where a sidecar tells its own metrics and the server's as one.</summary>
    public const int MergedMetrics = 15020;

    private const int ControlPlane = 15012;

    public ServingTraffic(string name, NamespaceTrafficArgs args, ComponentResourceOptions? options = null)
        : base("ServingTraffic", name, args.Namespace, options)
    {
        const int port = TrainingTraffic.ServerPort;
        var gateway = Component(ClusterLabels.Components.Gateway);
        var servers = Component(ClusterLabels.Components.Server);
        var tensorFlow = Component(ClusterLabels.Components.TensorFlow);
        var tensorFlowModels = Component(ClusterLabels.Components.TensorFlowModels);
        var tenants = new NetworkPolicyPeerArgs { NamespaceSelector = new LabelSelectorArgs { MatchExpressions = { new LabelSelectorRequirementArgs { Key = PlatformLabels.Tenant, Operator = "Exists" } } } };
        List<NetworkPolicyPeerArgs> askers = [Near(servers), tenants];
        if (args.Ingress is { } ingress) askers.Add(Namespace(ingress));
        if (args.ControlPlane is { } addresses) askers.Add(new NetworkPolicyPeerArgs { IpBlock = new IPBlockArgs { Cidr = addresses } });

        Policy("gateway", gateway, from: [From(port, [.. askers])], to: [To(port, Near(servers))]);
        Policy("servers", servers, from: [From(port, Near(gateway), Near(servers), tenants)], to: [To(port, Near(gateway), Near(servers)), To(SharedTensorFlow.GrpcPort, Near(tensorFlow))]);
        // One of a version's own, or the one that is shared, to which a deploy's Job brings models.
        Policy("tensorflow", tensorFlow, from: [From(SharedTensorFlow.GrpcPort, Near(servers)), From(SharedTensorFlow.RestPort, Near(tensorFlowModels))]);
        Policy("tensorflow-models", tensorFlowModels, to: [To(SharedTensorFlow.RestPort, Near(tensorFlow))]);
        Policy("metrics", new LabelSelectorArgs(), from: [From(MergedMetrics, Namespace(args.Monitoring))]);
        List<NetworkPolicyEgressRuleArgs> mesh = [ToNames];
        if (args.Mesh is { } controlPlane) mesh.Add(To(ControlPlane, Namespace(controlPlane)));
        Policy("mesh", new LabelSelectorArgs(), to: mesh);
        RegisterOutputs();
    }
}
