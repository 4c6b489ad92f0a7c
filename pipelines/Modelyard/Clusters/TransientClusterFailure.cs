using k8s.Autorest;

namespace Modelyard.Clusters;

/// <summary>A failure that may be over on the next try; the failure itself is inside.</summary>
internal sealed class TransientClusterFailure(Exception cause, TimeSpan? pause) : Exception(cause.Message, cause)
{
    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? Pause { get; } = pause;

    /// <summary><see langword="null"/> where another try would fail alike, or might do something twice.</summary>
    public static TransientClusterFailure? Of(Exception failed, ClusterRequest asked, TimeProvider time) => failed switch
    {
        HttpOperationException answered when ApiStatus.IsPassing(answered.Response.StatusCode, asked) => new(failed, ApiStatus.Pause(answered, time)),
        // Without a connection nothing was asked, so nothing can happen twice.
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new(failed, null),
        HttpRequestException { HttpRequestError: not (HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError) } when asked.IsRepeatable => new(failed, null),
        IOException or TimeoutException or OperationCanceledException when asked.IsRepeatable => new(failed, null),
        _ => null,
    };
}
