using Modelyard.Infra.Components.Kubernetes;
using Modelyard.Infra.Components.Settings;
using Pulumi;

namespace Modelyard.Infra.Platform;

/// <summary>The mesh and how the world comes in.</summary>
public sealed record MeshSettings(string Version, string Repository, int Replicas, string Service, string? Certificate, string? ControlPlane);

/// <summary>Prometheus and Grafana.</summary>
public sealed record MonitoringSettings(ChartReference Chart, string Retention, string Disk);

/// <summary>A TensorFlow Serving for many models.</summary>
public sealed record TensorFlowServingSettings(string Image, int Replicas, string Cpu, string Memory);

/// <summary>What holds the store.</summary>
/// <param name="Kind"><c>filestore</c>, <c>nfs</c> or <c>hostPath</c>.</param>
public sealed record StoreSettings(string Kind, string? Server, string? Path, string Size);

/// <summary>The configuration of a stack of the platform, with what the repository says about its environment.</summary>
public sealed record PlatformSettings
{
    /// <summary>The project's name, with which keys begin.</summary>
    public const string Project = "modelyard-platform";

    private const string IstioCharts = "https://istio-release.storage.googleapis.com/charts";
    private const string PrometheusCharts = "https://prometheus-community.github.io/helm-charts";

    public required EnvironmentEntry Environment { get; init; }

    /// <summary>The stack of clusters, as <c>organization/project/stack</c>.</summary>
    public required string Clusters { get; init; }

    /// <summary>What kind of cluster it is: <c>gke</c>, <c>k3s</c>, <c>other</c>.</summary>
    public required string ClusterKind { get; init; }

    public required StoreSettings Store { get; init; }

    public required MeshSettings Mesh { get; init; }

    public required MonitoringSettings Monitoring { get; init; }

    public required NamespaceQuota TrainingQuota { get; init; }

    public required NamespaceQuota ServingQuota { get; init; }

    public required TensorFlowServingSettings? TensorFlowServing { get; init; }

    public required Output<string>? RegistryLogins { get; init; }

    public required Output<string>? GrafanaPassword { get; init; }

    /// <summary>Reads it.</summary>
    /// <exception cref="RunException">All that is wrong with it.</exception>
    public static PlatformSettings Read(StackConfiguration configuration, RepositoryFolder repository)
    {
        var problems = new SettingsProblems($"infra/Platform/Pulumi.{configuration.Stack}.yaml");
        var section = SettingsSection.Of(configuration, Project, problems);
        var name = section.Text("environment", words: $"an environment of {EnvironmentEntry.File}");
        var environment = EnvironmentEntry.Read(name, repository.Yaml(EnvironmentEntry.File), problems);
        var needsLogin = environment.Training?.PullSecret is not null || environment.Serving?.PullSecret is not null;
        var settings = new PlatformSettings
        {
            Environment = environment,
            Clusters = section.Text("clusters", form: Forms.Stack(), words: "a stack as organization/modelyard-clusters/stack"),
            ClusterKind = section.Choice("clusterKind", "other", "gke", "k3s", "other"),
            Store = ReadStore(section.Section("store")),
            Mesh = ReadMesh(section.Section("mesh")),
            Monitoring = ReadMonitoring(section.Section("monitoring")),
            TrainingQuota = ReadQuota(section.Section("quotas").Section("training")),
            ServingQuota = ReadQuota(section.Section("quotas").Section("serving")),
            TensorFlowServing = section.Has("tensorflowServing") ? ReadTensorFlowServing(section.Section("tensorflowServing")) : null,
            RegistryLogins = section.Secret("registryLogins", needsLogin),
            GrafanaPassword = section.Secret("grafanaPassword", isRequired: true),
        };
        section.RefuseOthers();
        problems.ThrowIfAny();
        return settings;
    }

    private static StoreSettings ReadStore(SettingsSection store)
    {
        var kind = store.Choice("kind", null, "filestore", "nfs", "hostPath");
        return new StoreSettings(
            kind,
            kind == "nfs" ? store.Text("server", words: "the name or address of an NFS server") : null,
            kind == "filestore" ? null : store.Text("path", form: Forms.Path(), words: "an absolute path"),
            store.Amount("size"));
    }

    private static MeshSettings ReadMesh(SettingsSection mesh) => new(
        mesh.Text("version", "1.30.3", Forms.ChartVersion(), "an exact version such as 1.30.3"),
        mesh.Text("repository", IstioCharts),
        mesh.Number("replicas", 2, 1, 20),
        mesh.Choice("service", "LoadBalancer", "LoadBalancer", "NodePort"),
        mesh.MaybeText("certificate", Forms.Label(), "the name of a Secret"),
        mesh.MaybeText("controlPlane", Forms.AddressRange(), "a range of addresses such as 172.16.0.0/28"));

    private static MonitoringSettings ReadMonitoring(SettingsSection monitoring) => new(
        new ChartReference(monitoring.Text("repository", PrometheusCharts), "kube-prometheus-stack", monitoring.Text("version", "88.4.0", Forms.ChartVersion(), "an exact version such as 88.4.0")),
        monitoring.Text("retention", "15d"),
        monitoring.Amount("disk", "50Gi"));

    private static NamespaceQuota ReadQuota(SettingsSection quota) =>
        new(quota.Number("cpus", 64, 1, 100000), quota.Amount("memory", "256Gi"), quota.Number("gpus", 0, 0, 10000), quota.Number("pods", 500, 1, 100000));

    private static TensorFlowServingSettings ReadTensorFlowServing(SettingsSection serving) => new(
        serving.Text("image", form: Forms.PinnedImage(), words: "an image by digest: name@sha256:…"), serving.Number("replicas", 1, 1, 100), serving.Text("cpu", "1"), serving.Amount("memory", "2Gi"));
}
