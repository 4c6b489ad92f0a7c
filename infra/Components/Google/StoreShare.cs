using Pulumi;
using Pulumi.Gcp.Filestore;
using Pulumi.Gcp.Filestore.Inputs;

namespace Modelyard.Infra.Components.Google;

/// <summary>What <see cref="StoreShare"/> needs.</summary>
public sealed record StoreShareArgs
{
    /// <summary>A zone, or a region with the tier <c>REGIONAL</c>.</summary>
    public required string Location { get; init; }

    /// <summary>Filestore's tier: <c>BASIC_HDD</c>, <c>ZONAL</c>, <c>REGIONAL</c>.</summary>
    public required string Tier { get; init; }

    /// <summary>Gibibytes; the tiers have least sizes of their own.</summary>
    public required int Gibibytes { get; init; }

    /// <summary>The network's id.</summary>
    public required Input<string> Network { get; init; }
}

/// <summary>The share that holds an environment's store: artifacts, cache, versions. Losing it loses them.</summary>
public sealed class StoreShare : PlatformComponent
{
    /// <summary>The share's name, and the path by which it is mounted.</summary>
    public const string Share = "store";

    public StoreShare(string name, StoreShareArgs args, ComponentResourceOptions? options = null)
        : base("StoreShare", name, options)
    {
        var instance = new Instance(
            name,
            new InstanceArgs
            {
                Location = args.Location,
                Tier = args.Tier,
                DeletionProtectionEnabled = true,
                DeletionProtectionReason = "It holds the artifacts and versions of all models.",
                FileShares = new InstanceFileSharesArgs { Name = Share, CapacityGb = args.Gibibytes },
                Networks = { new InstanceNetworkArgs { Network = args.Network, Modes = { "MODE_IPV4" } } },
            },
            Kept());
        Server = instance.Networks.Apply(networks => networks[0].IpAddresses[0]);
        Handle = instance.Name.Apply(called => $"modeInstance/{args.Location}/{called}/{Share}");
        RegisterOutputs();
    }

    /// <summary>The address of its NFS server.</summary>
    public Output<string> Server { get; }

    /// <summary>As the CSI driver names the volume: <c>modeInstance/LOCATION/INSTANCE/SHARE</c>.</summary>
    public Output<string> Handle { get; }
}
