using Modelyard.Clusters;
using Pulumi;
using Pulumi.Kubernetes.Networking.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Pulumi.Kubernetes.Types.Inputs.Networking.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>Who may speak to whom in a namespace: nobody to nobody, but for what a policy allows.</summary>
public abstract class NamespaceTraffic : PlatformComponent
{
    private readonly string _namespace;

    private protected NamespaceTraffic(string kind, string name, string @namespace, ComponentResourceOptions? options)
        : base(kind, name, options)
    {
        _namespace = @namespace;
        Policy("deny-all", new LabelSelectorArgs());
    }

    /// <summary>Port of a cluster's names.</summary>
    private protected const int Dns = 53;

    /// <summary>Allows pods what is given, and nothing else.</summary>
    private protected void Policy(
        string called, LabelSelectorArgs pods, IReadOnlyList<NetworkPolicyIngressRuleArgs>? from = null, IReadOnlyList<NetworkPolicyEgressRuleArgs>? to = null)
    {
        var specification = new NetworkPolicySpecArgs { PodSelector = pods };
        if (from is not null || to is null) specification.PolicyTypes.Add("Ingress");
        if (to is not null || from is null) specification.PolicyTypes.Add("Egress");
        if (from is { Count: > 0 }) specification.Ingress = from.ToArray();
        if (to is { Count: > 0 }) specification.Egress = to.ToArray();
        _ = new NetworkPolicy(
            $"{Name}-{called}", new NetworkPolicyArgs { Metadata = new ObjectMetaArgs { Name = called, Namespace = _namespace, Labels = PlatformLabels.All }, Spec = specification }, Part());
    }

    /// <summary>Pods that have these labels.</summary>
    private protected static LabelSelectorArgs Pods(params (string Key, string Value)[] labels)
    {
        var selector = new LabelSelectorArgs();
        foreach (var (key, value) in labels) selector.MatchLabels.Add(key, value);
        return selector;
    }

    /// <summary>Pods of a component of ours.</summary>
    private protected static LabelSelectorArgs Component(string component) => Pods((ClusterLabels.PartOf, ClusterLabels.Modelyard), (ClusterLabels.Component, component));

    /// <summary>Pods of this namespace.</summary>
    private protected static NetworkPolicyPeerArgs Near(LabelSelectorArgs pods) => new() { PodSelector = pods };

    /// <summary>All pods of a namespace.</summary>
    private protected static NetworkPolicyPeerArgs Namespace(string name) => new() { NamespaceSelector = Pods((PlatformLabels.NamespaceName, name)) };

    /// <summary>From these, on this port.</summary>
    private protected static NetworkPolicyIngressRuleArgs From(int port, params NetworkPolicyPeerArgs[] peers) => new() { From = peers, Ports = { Tcp(port) } };

    /// <summary>To these, on this port.</summary>
    private protected static NetworkPolicyEgressRuleArgs To(int port, params NetworkPolicyPeerArgs[] peers) => new() { To = peers, Ports = { Tcp(port) } };

    /// <summary>To the cluster's names, over both protocols.</summary>
    private protected static NetworkPolicyEgressRuleArgs ToNames => new()
    {
        To = { Namespace("kube-system") },
        Ports = { new NetworkPolicyPortArgs { Port = Dns, Protocol = "UDP" }, Tcp(Dns) },
    };

    /// <summary>To whatever can be reached, but for what tells a node's own credentials.</summary>
    private protected static NetworkPolicyEgressRuleArgs ToAnywhere(params string[] except) => new()
    {
        To = { new NetworkPolicyPeerArgs { IpBlock = new IPBlockArgs { Cidr = "0.0.0.0/0", Except = except } } },
    };

    private static NetworkPolicyPortArgs Tcp(int port) => new() { Port = port, Protocol = "TCP" };
}
