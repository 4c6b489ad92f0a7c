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
/// <param name="Relabelings">Labels of the pod that samples get.</param>
public sealed record PodMetricsEndpoint(
    [property: JsonPropertyName("port")] string Port,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("relabelings")] IReadOnlyList<MetricRelabeling>? Relabelings = null);

/// <summary>A label of samples, taken from the pod's.</summary>
public sealed record MetricRelabeling(
    [property: JsonPropertyName("sourceLabels")] IReadOnlyList<string> SourceLabels,
    [property: JsonPropertyName("targetLabel")] string TargetLabel);
