using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Modelyard.Serving.Kubernetes;

/// <summary>Which pods Prometheus scrapes.</summary>
/// <remarks>Prometheus operator, “PodMonitor” (monitoring.coreos.com/v1).</remarks>
[KubernetesEntity(Group = "monitoring.coreos.com", ApiVersion = "v1", Kind = "PodMonitor", PluralName = "podmonitors")]
public sealed class PodMonitor : IKubernetesObject<V1ObjectMeta>, ISpec<PodMonitorSpec>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "monitoring.coreos.com/v1";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "PodMonitor";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public PodMonitorSpec Spec { get; set; } = new();
}

/// <summary>Pods, and where they tell their metrics.</summary>
public sealed record PodMonitorSpec
{
    [JsonPropertyName("selector")]
    public V1LabelSelector Selector { get; init; } = new();

    [JsonPropertyName("podMetricsEndpoints")]
    public IReadOnlyList<PodMetricsEndpoint> PodMetricsEndpoints { get; init; } = [];
}

/// <summary>One address of a pod.</summary>
/// <param name="Port">The port's name.</param>
/// <param name="Relabelings">Changes to the labels of the target, in their order.</param>
public sealed record PodMetricsEndpoint(
    [property: JsonPropertyName("port")] string Port,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("relabelings")] IReadOnlyList<MetricRelabeling>? Relabelings = null)
{
    /// <summary>
    /// Pods of the mesh tell their own metrics and their sidecar's as one on a port of the sidecar's, the only one that takes who has no certificate of the mesh,
    /// such as Prometheus. The pod's <see cref="ServingPods.MetricsAnnotations"/> say where it tells its own.
    /// </summary>
    /// <remarks>Istio, “Integrations: Prometheus”, merging.</remarks>
    public static PodMetricsEndpoint Merged(IEnumerable<MetricRelabeling> labels, string port = ServingPods.PortName) =>
        new(port, "/stats/prometheus", [new MetricRelabeling(["__meta_kubernetes_pod_ip"], "__address__", "$1:15020"), .. labels]);
}

/// <summary>A label of the target, taken from what is known of the pod.</summary>
/// <param name="Replacement">What the label becomes, <c>$1</c> being the source; the source itself by default.</param>
public sealed record MetricRelabeling(
    [property: JsonPropertyName("sourceLabels")] IReadOnlyList<string> SourceLabels,
    [property: JsonPropertyName("targetLabel")] string TargetLabel,
    [property: JsonPropertyName("replacement")] string? Replacement = null);
