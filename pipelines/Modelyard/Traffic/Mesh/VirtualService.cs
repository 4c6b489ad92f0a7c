using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Modelyard.Traffic.Mesh;

/// <summary>How requests to a host are routed. Of Istio's kind what we write: HTTP routes by exact headers, weights, timeouts, retries.</summary>
/// <remarks>Istio, “Virtual Service” (networking.istio.io). v1beta1 is served by every release since 1.5, v1 since 1.22.</remarks>
[KubernetesEntity(Group = MeshApi.Group, ApiVersion = MeshApi.Version, Kind = "VirtualService", PluralName = "virtualservices")]
public sealed class VirtualService : IKubernetesObject<V1ObjectMeta>, ISpec<VirtualServiceSpec>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = MeshApi.ApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "VirtualService";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public VirtualServiceSpec Spec { get; set; } = new();
}

/// <summary>The routes of some hosts; the first that matches is taken.</summary>
public sealed record VirtualServiceSpec
{
    /// <summary>Names of services, or of the world where <see cref="Gateways"/> names what listens there.</summary>
    [JsonPropertyName("hosts")]
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Istio Gateways, as <c>namespace/name</c>; none: requests inside the mesh.</summary>
    [JsonPropertyName("gateways")]
    public IReadOnlyList<string>? Gateways { get; init; }

    [JsonPropertyName("http")]
    public IReadOnlyList<HttpRoute> Http { get; init; } = [];
}

/// <summary>One route.</summary>
public sealed record HttpRoute
{
    /// <summary>For logs and people.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Any of these; none: every request.</summary>
    [JsonPropertyName("match")]
    public IReadOnlyList<HttpMatch>? Match { get; init; }

    [JsonPropertyName("headers")]
    public HeaderChanges? Headers { get; init; }

    [JsonPropertyName("route")]
    public IReadOnlyList<WeightedDestination> Route { get; init; } = [];

    /// <summary>Of the whole request, retries included: <c>35s</c>.</summary>
    [JsonPropertyName("timeout")]
    public string? Timeout { get; init; }

    [JsonPropertyName("retries")]
    public HttpRetries? Retries { get; init; }
}

/// <summary>What a request must have.</summary>
/// <param name="Headers">Name in lower case → its value.</param>
public sealed record HttpMatch([property: JsonPropertyName("headers")] IReadOnlyDictionary<string, ExactText> Headers);

/// <summary>A text that must be equal.</summary>
public sealed record ExactText([property: JsonPropertyName("exact")] string Exact);

/// <summary>What is done to headers of requests before they are passed on.</summary>
public sealed record HeaderChanges([property: JsonPropertyName("request")] HeaderRemovals Request);

/// <summary>Headers that are taken away.</summary>
public sealed record HeaderRemovals([property: JsonPropertyName("remove")] IReadOnlyList<string> Remove);

/// <summary>Who answers, and for how much of the requests: its weight over the sum of all.</summary>
/// <param name="Weight">None where it is the only one.</param>
public sealed record WeightedDestination(
    [property: JsonPropertyName("destination")] MeshDestination Destination,
    [property: JsonPropertyName("weight")] int? Weight = null);

/// <summary>A service, or a subset of its pods.</summary>
public sealed record MeshDestination(
    [property: JsonPropertyName("host")] string Host,
    [property: JsonPropertyName("subset")] string? Subset = null,
    [property: JsonPropertyName("port")] MeshPort? Port = null);

/// <summary>A port of a service.</summary>
public sealed record MeshPort([property: JsonPropertyName("number")] int Number);

/// <summary>Tries after a failure.</summary>
/// <param name="RetryOn">Envoy's names of what is tried again.</param>
public sealed record HttpRetries(
    [property: JsonPropertyName("attempts")] int Attempts,
    [property: JsonPropertyName("perTryTimeout")] string? PerTryTimeout = null,
    [property: JsonPropertyName("retryOn")] string? RetryOn = null);
