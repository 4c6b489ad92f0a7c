using System.Text.RegularExpressions;
using Modelyard.Infra.Components.Google;
using Modelyard.Infra.Components.Settings;

namespace Modelyard.Infra.Clusters;

/// <summary>A cluster on GKE.</summary>
public sealed record GoogleCluster(NetworkRanges Ranges, IReadOnlyList<NodeGroup> Nodes);

/// <summary>What is made on Google's cloud.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Region">Where everything is.</param>
/// <param name="Zones">Zones of nodes.</param>
/// <param name="Administrators">Who may ask control planes.</param>
/// <param name="Clusters"><c>shared</c>, or <c>training</c> and <c>serving</c>.</param>
/// <param name="StoreTier">Filestore's tier.</param>
/// <param name="StoreGibibytes">Size of the share.</param>
/// <param name="Registry">The name of the registry's repository.</param>
/// <param name="Drivers">Accounts of Kubernetes that push versions, as <c>namespace/name</c>.</param>
/// <param name="IsProtected">Whether clusters refuse to be deleted.</param>
public sealed partial record GoogleSettings(
    string Project, string Region, IReadOnlyList<string> Zones, IReadOnlyList<string> Administrators, IReadOnlyDictionary<string, GoogleCluster> Clusters,
    string StoreTier, int StoreGibibytes, string Registry, IReadOnlyList<string> Drivers, bool IsProtected)
{
    private const string Word = "[a-z][a-z0-9-]*";

    internal static GoogleSettings Read(SettingsSection section)
    {
        var clusters = section.Section("clusters");
        var store = section.Section("store");
        var region = section.Text("region", form: Place(), words: "a region such as europe-west4");
        return new GoogleSettings(
            section.Text("project", form: ProjectId(), words: "a project's id"),
            region,
            section.Texts("zones", Place(), "zones such as europe-west4-a") is { Count: > 0 } zones ? zones : [$"{region}-a"],
            section.Texts("administrators", Forms.AddressRange(), "ranges of addresses such as 203.0.113.0/24"),
            ReadClusters(clusters),
            store.Choice("tier", "ZONAL", "BASIC_HDD", "BASIC_SSD", "ZONAL", "REGIONAL"),
            store.Number("gibibytes", 1024, 1024, 102400),
            section.Text("registry", "modelyard", Forms.Label(), "a repository's name"),
            section.Texts("drivers", Workload(), "accounts of Kubernetes as namespace/name") is { Count: > 0 } drivers ? drivers : ["modelyard-training/yard-driver"],
            section.Flag("protected", true));
    }

    private static Dictionary<string, GoogleCluster> ReadClusters(SettingsSection clusters)
    {
        var names = clusters.Has(ClustersSettings.Shared) ? [ClustersSettings.Shared] : new[] { ClustersSettings.Training, ClustersSettings.Serving };
        var found = new Dictionary<string, GoogleCluster>();
        foreach (var (name, number) in names.Select((name, number) => (name, number)))
        {
            // Missing clusters are told once, by their name.
            if (!clusters.Has(name)) clusters.Text(name, words: "a cluster with nodes");
            var cluster = clusters.Section(name);
            found[name] = new GoogleCluster(ReadRanges(cluster.Section("ranges"), number), [.. cluster.Section("nodes").Names.Select(group => ReadNodes(group, name, cluster.Section("nodes").Section(group)))]);
            if (clusters.Has(name) && found[name].Nodes.Count == 0) cluster.Text("nodes", words: "groups of nodes: cpu, gpu, spot");
        }

        return found;
    }

    // Each cluster has ranges of its own by default, so that two can live in one network.
    private static NetworkRanges ReadRanges(SettingsSection ranges, int number)
    {
        return new NetworkRanges(
            Range("nodes", $"10.{10 + number}.0.0/20"), Range("pods", $"10.{64 + (4 * number)}.0.0/14"), Range("services", $"10.{20 + number}.0.0/20"), Range("controlPlane", $"172.16.0.{16 * number}/28"));

        string Range(string name, string fallback) => ranges.Text(name, fallback, Forms.AddressRange(), "a range of addresses such as 10.10.0.0/20");
    }

    private static NodeGroup ReadNodes(string group, string cluster, SettingsSection nodes)
    {
        var min = nodes.Number("min", 0, 0, 1000);
        var isSpot = nodes.Flag("spot", false);
        if (isSpot && cluster == ClustersSettings.Serving) nodes.Refuse("spot", "servers on machines that may be taken away fail requests; expected false for serving");
        return new NodeGroup(group, nodes.Text("machine", form: Machine(), words: "a machine such as n2-standard-8"), min, nodes.Number("max", null, Math.Max(min, 1), 1000))
        {
            IsSpot = isSpot,
            Accelerator = nodes.MaybeText("accelerator", Machine(), "a kind of GPU such as nvidia-l4"),
            Accelerators = nodes.Number("accelerators", 1, 1, 16),
            DiskGigabytes = nodes.Number("diskGigabytes", 100, 20, 65536),
        };
    }

    [GeneratedRegex($"^{Word}$")]
    private static partial Regex Place();

    [GeneratedRegex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$")]
    private static partial Regex ProjectId();

    [GeneratedRegex($"^{Word}$")]
    private static partial Regex Machine();

    [GeneratedRegex($"^{Word}/{Word}$")]
    private static partial Regex Workload();
}
