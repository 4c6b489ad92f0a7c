using System.Collections.Immutable;
using Modelyard.Infra.Components;
using Modelyard.Infra.Components.Google;
using Pulumi;

namespace Modelyard.Infra.Clusters;

/// <summary>All that an environment has on Google's cloud.</summary>
internal sealed class GooglePlatform : PlatformComponent
{
    private static readonly string[] NodeRoles = ["roles/logging.logWriter", "roles/monitoring.metricWriter", "roles/monitoring.viewer", "roles/stackdriver.resourceMetadata.writer"];

    public GooglePlatform(string name, GoogleSettings settings)
        : base("GooglePlatform", name, null)
    {
        var network = new ClusterNetwork(
            $"{name}-network",
            new ClusterNetworkArgs { Region = settings.Region, Clusters = settings.Clusters.ToDictionary(cluster => cluster.Key, cluster => cluster.Value.Ranges) },
            Inside());
        var nodes = new GoogleAccount(
            $"{name}-nodes",
            new GoogleAccountArgs { Project = settings.Project, Id = $"modelyard-{name}-nodes", DisplayName = $"Nodes of Modelyard's {name}", Roles = NodeRoles },
            Inside());
        var clusters = settings.Clusters.ToDictionary(cluster => cluster.Key, cluster => new GkeCluster(
            $"{name}-{cluster.Key}",
            new GkeClusterArgs
            {
                Project = settings.Project,
                Region = settings.Region,
                Zones = settings.Zones,
                Network = network.Network,
                Subnet = network.Subnets[cluster.Key],
                Ranges = cluster.Value.Ranges,
                Administrators = settings.Administrators,
                NodeAccount = nodes.Email,
                Nodes = cluster.Value.Nodes,
                IsProtected = settings.IsProtected,
            },
            Inside(network, nodes)));
        var driver = new GoogleAccount(
            $"{name}-driver",
            new GoogleAccountArgs
            {
                Project = settings.Project,
                Id = $"modelyard-{name}-driver",
                DisplayName = $"Drivers of Modelyard's {name}",
                Workloads = settings.Drivers,
                Pool = clusters.Values.First().Cluster,
            },
            Inside());
        var share = new StoreShare(
            $"{name}-store",
            new StoreShareArgs
            {
                Location = settings.StoreTier == "REGIONAL" ? settings.Region : settings.Zones[0],
                Tier = settings.StoreTier,
                Gibibytes = settings.StoreGibibytes,
                Network = network.Network,
            },
            Inside());
        var registry = new ImageRegistry(
            $"{name}-registry",
            new ImageRegistryArgs
            {
                Project = settings.Project,
                Region = settings.Region,
                Repository = settings.Registry,
                Readers = new Dictionary<string, Input<string>> { ["nodes"] = nodes.Member },
                Writers = new Dictionary<string, Input<string>> { ["driver"] = driver.Member },
            },
            Inside());
        Kubeconfigs = Output.CreateSecret(Output.All(clusters.Select(cluster => (Input<KeyValuePair<string, string>>)cluster.Value.Kubeconfig.Apply(kubeconfig => KeyValuePair.Create(cluster.Key, kubeconfig))))
            .Apply(pairs => pairs.ToImmutableDictionary()));
        (StoreServer, StoreHandle, Registry, DriverAccount) = (share.Server, share.Handle, registry.Address, driver.Email);
        RegisterOutputs();
    }

    public Output<ImmutableDictionary<string, string>> Kubeconfigs { get; }

    public Output<string> StoreServer { get; }

    public Output<string> StoreHandle { get; }

    public Output<string> Registry { get; }

    public Output<string> DriverAccount { get; }
}
