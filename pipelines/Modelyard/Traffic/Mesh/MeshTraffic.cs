using System.Collections.Immutable;
using Modelyard.Clusters;
using Modelyard.Serving;

namespace Modelyard.Traffic.Mesh;

/// <summary>
/// What a mesh is told of a model's route, the very one that the gateway deals subjects by. The version that the gateway names is taken exactly; who did not pass
/// the gateway is dealt by weight, request by request.
/// </summary>
public static class MeshTraffic
{
    /// <summary>Longer than the gateway waits for one answer, so that it is the gateway that says what was late.</summary>
    private const string Timeout = "35s";

    // What surely never reached a server's code, and what a server that ends says while it drains.
    private static readonly HttpRetries Retries = new(2, RetryOn: "connect-failure,refused-stream,unavailable,reset-before-request");

    /// <summary>The routes of a model's service.</summary>
    /// <param name="host">The service's name, whole: <c>item-photo.serving.svc.cluster.local</c>.</param>
    /// <param name="leaving">Variants that gateways may still name, and whose pods are still there.</param>
    public static VirtualServiceSpec Routes(ModelRoute route, string host, IEnumerable<string>? leaving = null) => new()
    {
        Hosts = [host],
        Http =
        [
            .. Variants(route, leaving).Select(variant => new HttpRoute
            {
                Name = variant,
                Match = [new HttpMatch(new Dictionary<string, ExactText> { [YardHeaders.Variant] = new(variant) })],
                Route = [new WeightedDestination(new MeshDestination(host, variant))],
                Timeout = Timeout,
                Retries = Retries,
            }),
            new HttpRoute { Name = "weights", Route = Weighted(route, host), Timeout = Timeout, Retries = Retries },
        ],
    };

    /// <summary>The subsets of a model's service: its versions.</summary>
    /// <param name="leaving">As for <see cref="Routes"/>.</param>
    public static DestinationRuleSpec Subsets(ModelRoute route, string host, IEnumerable<string>? leaving = null) => new()
    {
        Host = host,
        TrafficPolicy = new TrafficPolicy(new MeshLoadBalancer("LEAST_REQUEST")),
        Subsets = [.. Variants(route, leaving).Select(variant => new MeshSubset(variant, new Dictionary<string, string> { [ClusterLabels.AppVersion] = variant }))],
    };

    /// <summary>What comes in from the world and goes to the gateway: which version answers is for nobody outside to say.</summary>
    /// <param name="listener">The Istio Gateway, <c>namespace/name</c>.</param>
    /// <param name="host">What clients ask.</param>
    /// <param name="service">The gateway's service.</param>
    public static VirtualServiceSpec Ingress(string listener, string host, string service, int port) => new()
    {
        Hosts = [host],
        Gateways = [listener],
        Http =
        [
            new HttpRoute
            {
                Name = "gateway",
                Headers = new HeaderChanges(new HeaderRemovals([YardHeaders.Variant])),
                Route = [new WeightedDestination(new MeshDestination(service, Port: new MeshPort(port)))],
            },
        ],
    };

    /// <summary>The variants of a route and those that leave, sorted, each once: two arms of one version are one.</summary>
    private static ImmutableSortedSet<string> Variants(ModelRoute route, IEnumerable<string>? leaving) =>
        route.Arms.Select(arm => Variant.Of(arm.Identity)).Concat(leaving ?? []).ToImmutableSortedSet(StringComparer.Ordinal);

    private static IReadOnlyList<WeightedDestination> Weighted(ModelRoute route, string host)
    {
        var shares = route.Arms
            .GroupBy(arm => Variant.Of(arm.Identity))
            .Select(arms => (Variant: arms.Key, Weight: arms.Sum(arm => (decimal)arm.Weight)))
            .Where(share => share.Weight > 0)
            .OrderBy(share => share.Variant, StringComparer.Ordinal)
            .ToList();
        if (shares is [var only]) return [new WeightedDestination(new MeshDestination(host, only.Variant))];
        // Istio takes whole numbers, of any sum; ours have two decimals at most.
        var factor = shares.All(share => decimal.IsInteger(share.Weight)) ? 1 : 100;
        return [.. shares.Select(share => new WeightedDestination(new MeshDestination(host, share.Variant), (int)(share.Weight * factor)))];
    }
}
