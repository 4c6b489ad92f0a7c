using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Modelyard.Traffic.Mesh;

/// <summary>The subsets that a service's pods are divided into, and how connections to them are kept.</summary>
/// <remarks>Istio, “Destination Rule” (networking.istio.io).</remarks>
[KubernetesEntity(Group = MeshApi.Group, ApiVersion = MeshApi.Version, Kind = "DestinationRule", PluralName = "destinationrules")]
public sealed class DestinationRule : IKubernetesObject<V1ObjectMeta>, ISpec<DestinationRuleSpec>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = MeshApi.ApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "DestinationRule";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public DestinationRuleSpec Spec { get; set; } = new();
}

/// <summary>What holds for requests to a host.</summary>
public sealed record DestinationRuleSpec
{
    [JsonPropertyName("host")]
    public string Host { get; init; } = "";

    [JsonPropertyName("trafficPolicy")]
    public TrafficPolicy? TrafficPolicy { get; init; }

    [JsonPropertyName("subsets")]
    public IReadOnlyList<MeshSubset> Subsets { get; init; } = [];
}

/// <summary>How a pod is chosen.</summary>
public sealed record TrafficPolicy([property: JsonPropertyName("loadBalancer")] MeshLoadBalancer LoadBalancer);

/// <param name="Simple"><c>LEAST_REQUEST</c></param>
public sealed record MeshLoadBalancer([property: JsonPropertyName("simple")] string Simple);

/// <summary>Pods by their labels.</summary>
public sealed record MeshSubset(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("labels")] IReadOnlyDictionary<string, string> Labels);
