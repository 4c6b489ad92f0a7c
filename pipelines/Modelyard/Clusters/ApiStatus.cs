using System.Globalization;
using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Modelyard.Clusters;

/// <summary>What an API server says of a failure: the HTTP status and, in the body, an object of kind Status.</summary>
internal static class ApiStatus
{
    /// <summary>The body's Status; <see langword="null"/> where something else answered, such as a proxy or an address that is nobody's.</summary>
    public static V1Status? Read(string? body)
    {
        if (string.IsNullOrWhiteSpace(body) || body.TrimStart()[0] != '{') return null;
        try
        {
            return KubernetesJson.Deserialize<V1Status>(body) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the next try may be answered otherwise. A server that answered 5xx may have created an object nonetheless.</summary>
    public static bool IsPassing(HttpStatusCode status, ClusterRequest asked) => status switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.InternalServerError => asked.IsRepeatable,
        _ => false,
    };

    /// <summary><c>Retry-After</c>, as seconds or as a date, else the Status' own seconds.</summary>
    public static TimeSpan? Pause(HttpOperationException answered, TimeProvider time)
    {
        if (answered.Response.Headers.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault() is { } text)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)) return until - time.GetUtcNow();
        }

        return Read(answered.Response.Content)?.Details?.RetryAfterSeconds is { } asked and > 0 ? TimeSpan.FromSeconds(asked) : null;
    }
}
