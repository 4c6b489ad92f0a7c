using System.Text.Json;
using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="Monitoring"/> needs.</summary>
public sealed record MonitoringArgs
{
    public required ChartReference Chart { get; init; }

    /// <summary>How long samples are kept: <c>15d</c>.</summary>
    public required string Retention { get; init; }

    /// <summary>The disk of samples, a quantity.</summary>
    public required string Disk { get; init; }

    /// <summary>Of Grafana's user <c>admin</c>; a secret.</summary>
    public required Output<string> GrafanaPassword { get; init; }

    /// <summary>A file of Prometheus's with groups of rules, as JSON.</summary>
    public required JsonElement Rules { get; init; }

    /// <summary>File name → a dashboard of Grafana's, as JSON.</summary>
    public required IReadOnlyDictionary<string, string> Dashboards { get; init; }

    /// <summary>Name → which other pods are scraped, as a PodMonitor's specification.</summary>
    public IReadOnlyDictionary<string, InputMap<object>> Monitors { get; init; } = new Dictionary<string, InputMap<object>>();
}

/// <summary>Prometheus, its operator and Grafana, with our rules and dashboards. Pods are scraped by PodMonitors of every namespace, whoever made them.</summary>
public sealed class Monitoring : PlatformComponent
{
    public const string Namespace = "monitoring";

    public Monitoring(string name, MonitoringArgs args, ComponentResourceOptions? options = null)
        : base("Monitoring", name, options)
    {
        var @namespace = new Namespace(
            name, new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = Namespace, Labels = { ["pod-security.kubernetes.io/enforce"] = "baseline" } } }, Part());
        var password = new Secret(
            $"{name}-grafana",
            new SecretArgs { Metadata = Metadata("grafana-admin"), StringData = { ["admin-user"] = "admin", ["admin-password"] = Output.CreateSecret(args.GrafanaPassword) } },
            Part(@namespace));
        var release = args.Chart.Release($"{name}-prometheus", "prometheus", Namespace, Values(args), Part(@namespace, password));
        foreach (var (file, content) in args.Dashboards)
        {
            var called = Path.GetFileNameWithoutExtension(file);
            _ = new ConfigMap(
                $"{name}-dashboard-{called}",
                // The label by which Grafana's sidecar finds dashboards.
                new ConfigMapArgs { Metadata = Metadata($"dashboard-{called}", ("grafana_dashboard", "1")), Data = { [file] = content } },
                Part(@namespace));
        }

        Custom("rules", "PrometheusRule", "modelyard", new InputMap<object> { ["groups"] = args.Rules.GetProperty("groups") });
        foreach (var (called, monitor) in args.Monitors) Custom(called, "PodMonitor", called, monitor);
        RegisterOutputs();

        void Custom(string suffix, string kind, string called, InputMap<object> spec) => _ = new Pulumi.Kubernetes.ApiExtensions.CustomResource(
            $"{name}-{suffix}", new CustomObjectArgs("monitoring.coreos.com/v1", kind, called, Namespace, spec), Part(release));
    }

    private static ObjectMetaArgs Metadata(string called, params (string Key, string Value)[] labels)
    {
        var metadata = new ObjectMetaArgs { Name = called, Namespace = Namespace, Labels = PlatformLabels.All };
        foreach (var (key, value) in labels) metadata.Labels.Add(key, value);
        return metadata;
    }

    private static InputMap<object> Values(MonitoringArgs args) => new()
    {
        ["prometheus"] = new Dictionary<string, object>
        {
            ["prometheusSpec"] = new Dictionary<string, object>
            {
                // Otherwise only what this very chart installed is scraped, and no model would be.
                ["podMonitorSelectorNilUsesHelmValues"] = false,
                ["serviceMonitorSelectorNilUsesHelmValues"] = false,
                ["ruleSelectorNilUsesHelmValues"] = false,
                ["probeSelectorNilUsesHelmValues"] = false,
                ["retention"] = args.Retention,
                ["resources"] = ServiceMesh.Requests("500m", "2Gi"),
                ["storageSpec"] = new Dictionary<string, object>
                {
                    ["volumeClaimTemplate"] = new Dictionary<string, object>
                    {
                        ["spec"] = new Dictionary<string, object>
                        {
                            ["accessModes"] = new[] { "ReadWriteOnce" },
                            ["resources"] = new Dictionary<string, object> { ["requests"] = new Dictionary<string, object> { ["storage"] = args.Disk } },
                        },
                    },
                },
            },
        },
        ["grafana"] = new Dictionary<string, object>
        {
            ["admin"] = new Dictionary<string, object> { ["existingSecret"] = "grafana-admin", ["userKey"] = "admin-user", ["passwordKey"] = "admin-password" },
            ["sidecar"] = new Dictionary<string, object> { ["dashboards"] = new Dictionary<string, object> { ["enabled"] = true, ["label"] = "grafana_dashboard", ["searchNamespace"] = Namespace } },
            ["resources"] = ServiceMesh.Requests("100m", "256Mi"),
        },
        // It runs in the host's namespaces; what it tells of nodes, the clouds tell too.
        ["nodeExporter"] = new Dictionary<string, object> { ["enabled"] = false },
    };
}
