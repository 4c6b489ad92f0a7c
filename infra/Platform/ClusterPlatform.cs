using Modelyard.Infra.Components;
using Modelyard.Infra.Components.Kubernetes;
using Pulumi;

namespace Modelyard.Infra.Platform;

/// <summary>One cluster's part of the platform.</summary>
internal sealed class ClusterPlatform : PlatformComponent
{
    public ClusterPlatform(ClusterTarget target, PlatformSettings settings, ClusterOutputs clusters, RepositoryFolder repository, ComponentResourceOptions options)
        : base("ClusterPlatform", target.Name, options)
    {
        var mesh = target.Serving is null ? null : new ServiceMesh(
            $"{Name}-mesh",
            new ServiceMeshArgs
            {
                Version = settings.Mesh.Version,
                Repository = settings.Mesh.Repository,
                Replicas = settings.Mesh.Replicas,
                Flavour = settings.ClusterKind == "other" ? null : settings.ClusterKind,
            },
            Inside());
        _ = new Monitoring($"{Name}-monitoring", MonitoringOf(settings, repository, mesh is not null), Inside());
        foreach (var tenant in settings.Environment.Tenants)
        {
            _ = new TenantNamespace(
                $"{Name}-{tenant.Name}", new TenantNamespaceArgs { Tenant = tenant.Name, Quota = tenant.Quota, Group = tenant.Group, IsMeshed = mesh is not null }, mesh is null ? Inside() : Inside(mesh));
        }

        if (target.Training is { } training) _ = new TrainingPlace($"{Name}-training", training, settings, clusters, Inside());
        if (target.Serving is { } serving) _ = new ServingPlace($"{Name}-serving", serving, settings, clusters, mesh!, Inside());
        RegisterOutputs();
    }

    private static MonitoringArgs MonitoringOf(PlatformSettings settings, RepositoryFolder repository, bool hasMesh)
    {
        var monitors = new Dictionary<string, InputMap<object>>();
        if (hasMesh) monitors["mesh-control-plane"] = ServiceMesh.ControlPlaneMonitor;
        if (hasMesh) monitors["meshed-pods"] = MeshedPods.Monitor;
        return new MonitoringArgs
        {
            Chart = settings.Monitoring.Chart,
            Retention = settings.Monitoring.Retention,
            Disk = settings.Monitoring.Disk,
            GrafanaPassword = settings.GrafanaPassword!,
            Rules = repository.Yaml("docs/prometheus/modelyard.rules.yaml"),
            Dashboards = new Dictionary<string, string> { ["modelyard.json"] = repository.Text("docs/grafana/modelyard.json") },
            Monitors = monitors,
        };
    }
}
