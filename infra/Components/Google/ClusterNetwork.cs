using Pulumi;
using Pulumi.Gcp.Compute;
using Pulumi.Gcp.Compute.Inputs;

namespace Modelyard.Infra.Components.Google;

/// <summary>What <see cref="ClusterNetwork"/> needs.</summary>
public sealed record ClusterNetworkArgs
{
    public required string Region { get; init; }

    /// <summary>Cluster → its ranges; none may overlap.</summary>
    public required IReadOnlyDictionary<string, NetworkRanges> Clusters { get; init; }
}

/// <summary>One network with a subnet for each cluster. Nodes have no addresses of their own on the internet and reach it through one gateway.</summary>
public sealed class ClusterNetwork : PlatformComponent
{
    /// <summary>The names of a subnet's ranges for pods and services.</summary>
    public const string PodRange = "pods", ServiceRange = "services";

    public ClusterNetwork(string name, ClusterNetworkArgs args, ComponentResourceOptions? options = null)
        : base("ClusterNetwork", name, options)
    {
        var network = new Network(name, new NetworkArgs { AutoCreateSubnetworks = false, RoutingMode = "REGIONAL" }, Part());
        Network = network.Id;
        Subnets = args.Clusters.ToDictionary(cluster => cluster.Key, cluster => Subnet($"{name}-{cluster.Key}", network, args.Region, cluster.Value).Id);
        var router = new Router($"{name}-router", new RouterArgs { Network = network.Id, Region = args.Region }, Part());
        _ = new RouterNat(
            $"{name}-egress",
            new RouterNatArgs
            {
                Router = router.Name,
                Region = args.Region,
                NatIpAllocateOption = "AUTO_ONLY",
                SourceSubnetworkIpRangesToNat = "ALL_SUBNETWORKS_ALL_IP_RANGES",
                LogConfig = new RouterNatLogConfigArgs { Enable = true, Filter = "ERRORS_ONLY" },
            },
            Part());
        RegisterOutputs();
    }

    /// <summary>The network's id.</summary>
    public Output<string> Network { get; }

    /// <summary>Cluster → the id of its subnet.</summary>
    public IReadOnlyDictionary<string, Output<string>> Subnets { get; }

    private Subnetwork Subnet(string name, Network network, string region, NetworkRanges ranges) => new(
        name,
        new SubnetworkArgs
        {
            Network = network.Id,
            Region = region,
            IpCidrRange = ranges.Nodes,
            // Registry and logs are reached without leaving Google's network.
            PrivateIpGoogleAccess = true,
            SecondaryIpRanges =
            {
                new SubnetworkSecondaryIpRangeArgs { RangeName = PodRange, IpCidrRange = ranges.Pods },
                new SubnetworkSecondaryIpRangeArgs { RangeName = ServiceRange, IpCidrRange = ranges.Services },
            },
        },
        Part());
}
