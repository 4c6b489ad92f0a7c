using Pulumi;
using Pulumi.Gcp.Container;
using Pulumi.Gcp.Container.Inputs;

namespace Modelyard.Infra.Components.Google;

/// <summary>What <see cref="GkeCluster"/> needs.</summary>
public sealed record GkeClusterArgs
{
    public required string Project { get; init; }

    /// <summary>A region, whose control plane stands in three zones.</summary>
    public required string Region { get; init; }

    /// <summary>Zones of nodes.</summary>
    public required IReadOnlyList<string> Zones { get; init; }

    public required Input<string> Network { get; init; }

    public required Input<string> Subnet { get; init; }

    public required NetworkRanges Ranges { get; init; }

    /// <summary>Who may ask the control plane: ranges of addresses; none: only this network.</summary>
    public IReadOnlyList<string> Administrators { get; init; } = [];

    /// <summary>The account that nodes run as.</summary>
    public required Input<string> NodeAccount { get; init; }

    public required IReadOnlyList<NodeGroup> Nodes { get; init; }

    /// <summary>Whether Google refuses to delete it, whoever asks.</summary>
    public bool IsProtected { get; init; } = true;
}

/// <summary>
/// A cluster on GKE: addresses of pods are the network's own (VPC-native), workloads act as accounts of Google without keys (workload identity), network
/// policies hold (Dataplane V2), Filestore can be mounted, and nodes are private.
/// </summary>
public sealed class GkeCluster : PlatformComponent
{
    public GkeCluster(string name, GkeClusterArgs args, ComponentResourceOptions? options = null)
        : base("GkeCluster", name, options)
    {
        Cluster = new Cluster(name, ClusterOf(args), Part());
        foreach (var group in args.Nodes) _ = new NodePool($"{name}-{group.Name}", PoolOf(group, args), Part());
        Kubeconfig = Output.CreateSecret(Output.Tuple(Cluster.Name, Cluster.Endpoint, Cluster.MasterAuth).Apply(cluster =>
            GkeKubeconfig.Of($"gke_{args.Project}_{args.Region}_{cluster.Item1}", cluster.Item2, cluster.Item3.ClusterCaCertificate ?? "")));
        RegisterOutputs();
    }

    public Cluster Cluster { get; }

    /// <summary>How to reach it; whoever uses it logs in as they are, by Google's plugin.</summary>
    public Output<string> Kubeconfig { get; }

    private static ClusterArgs ClusterOf(GkeClusterArgs args) => new()
    {
        Location = args.Region,
        NodeLocations = { args.Zones.ToArray() },
        Network = args.Network,
        Subnetwork = args.Subnet,
        NetworkingMode = "VPC_NATIVE",
        DatapathProvider = "ADVANCED_DATAPATH",
        IpAllocationPolicy = new ClusterIpAllocationPolicyArgs { ClusterSecondaryRangeName = ClusterNetwork.PodRange, ServicesSecondaryRangeName = ClusterNetwork.ServiceRange },
        PrivateClusterConfig = new ClusterPrivateClusterConfigArgs { EnablePrivateNodes = true, EnablePrivateEndpoint = args.Administrators.Count == 0, MasterIpv4CidrBlock = args.Ranges.ControlPlane },
        MasterAuthorizedNetworksConfig = new ClusterMasterAuthorizedNetworksConfigArgs
        {
            CidrBlocks = { args.Administrators.Select(range => new ClusterMasterAuthorizedNetworksConfigCidrBlockArgs { CidrBlock = range }).ToArray() },
        },
        WorkloadIdentityConfig = new ClusterWorkloadIdentityConfigArgs { WorkloadPool = $"{args.Project}.svc.id.goog" },
        AddonsConfig = new ClusterAddonsConfigArgs { GcpFilestoreCsiDriverConfig = new ClusterAddonsConfigGcpFilestoreCsiDriverConfigArgs { Enabled = true } },
        ReleaseChannel = new ClusterReleaseChannelArgs { Channel = "REGULAR" },
        MaintenancePolicy = new ClusterMaintenancePolicyArgs { DailyMaintenanceWindow = new ClusterMaintenancePolicyDailyMaintenanceWindowArgs { StartTime = "03:00" } },
        EnableShieldedNodes = true,
        DeletionProtection = args.IsProtected,
        // Nodes come from our own pools alone; a cluster cannot be made without a first one.
        RemoveDefaultNodePool = true,
        InitialNodeCount = 1,
    };

    private NodePoolArgs PoolOf(NodeGroup group, GkeClusterArgs args) => new()
    {
        Cluster = Cluster.Name,
        Location = args.Region,
        NodeLocations = { args.Zones.ToArray() },
        Autoscaling = new NodePoolAutoscalingArgs { TotalMinNodeCount = group.Min, TotalMaxNodeCount = group.Max, LocationPolicy = group.IsSpot || group.Accelerator is not null ? "ANY" : "BALANCED" },
        Management = new NodePoolManagementArgs { AutoRepair = true, AutoUpgrade = true },
        UpgradeSettings = new NodePoolUpgradeSettingsArgs { MaxSurge = 1, MaxUnavailable = 0 },
        NodeConfig = NodeOf(group, args),
    };

    private static NodePoolNodeConfigArgs NodeOf(NodeGroup group, GkeClusterArgs args)
    {
        var node = new NodePoolNodeConfigArgs
        {
            MachineType = group.Machine,
            DiskSizeGb = group.DiskGigabytes,
            DiskType = "pd-balanced",
            ImageType = "COS_CONTAINERD",
            Spot = group.IsSpot,
            ServiceAccount = args.NodeAccount,
            // What a node may is said by its account's roles.
            OauthScopes = { "https://www.googleapis.com/auth/cloud-platform" },
            Labels = { ["modelyard.org/nodes"] = group.Name },
            ShieldedInstanceConfig = new NodePoolNodeConfigShieldedInstanceConfigArgs { EnableSecureBoot = true, EnableIntegrityMonitoring = true },
            WorkloadMetadataConfig = new NodePoolNodeConfigWorkloadMetadataConfigArgs { Mode = "GKE_METADATA" },
        };
        if (group.IsSpot) node.Taints.Add(Taint("modelyard.org/spot"));
        if (group.Accelerator is { } accelerator)
        {
            node.Taints.Add(Taint("nvidia.com/gpu"));
            node.GuestAccelerators.Add(new NodePoolNodeConfigGuestAcceleratorArgs
            {
                Type = accelerator,
                Count = group.Accelerators,
                GpuDriverInstallationConfig = new NodePoolNodeConfigGuestAcceleratorGpuDriverInstallationConfigArgs { GpuDriverVersion = "DEFAULT" },
            });
        }

        return node;
    }

    // As an environment's tolerations name it: nvidia.com/gpu=present:NoSchedule.
    private static NodePoolNodeConfigTaintArgs Taint(string key) => new() { Key = key, Value = "present", Effect = "NO_SCHEDULE" };
}
