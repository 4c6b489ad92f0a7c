using Modelyard.Clusters;
using Pulumi;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>
/// Scrapes pods that have a sidecar, where that tells its own metrics and its server's as one (port 15020): Prometheus stands outside the mesh, which refuses
/// it everywhere else. Pods of models are left out: a deploy makes a PodMonitor for each model.
/// </summary>
public static class MeshedPods
{
    /// <summary>A PodMonitor's specification.</summary>
    public static InputMap<object> Monitor => new()
    {
        ["namespaceSelector"] = new Dictionary<string, object> { ["any"] = true },
        ["selector"] = new Dictionary<string, object>
        {
            ["matchExpressions"] = new[]
            {
                new Dictionary<string, object> { ["key"] = "security.istio.io/tlsMode", ["operator"] = "Exists" },
                new Dictionary<string, object> { ["key"] = ClusterLabels.Model, ["operator"] = "DoesNotExist" },
                new Dictionary<string, object> { ["key"] = ClusterLabels.Component, ["operator"] = "NotIn", ["values"] = new[] { ClusterLabels.Components.Gateway } },
            },
        },
        ["podMetricsEndpoints"] = new[]
        {
            new Dictionary<string, object>
            {
                ["path"] = "/stats/prometheus",
                ["relabelings"] = new[]
                {
                    // One target a pod, whatever ports its containers name.
                    Relabeling("keep", "__meta_kubernetes_pod_container_name", "istio-proxy"),
                    new Dictionary<string, object>
                    {
                        ["sourceLabels"] = new[] { "__meta_kubernetes_pod_ip" },
                        ["targetLabel"] = "__address__",
                        ["replacement"] = $"$1:{ServingTraffic.MergedMetrics}",
                    },
                },
            },
        },
    };

    private static Dictionary<string, object> Relabeling(string action, string source, string pattern) =>
        new() { ["action"] = action, ["sourceLabels"] = new[] { source }, ["regex"] = pattern };
}
