using System.Globalization;
using System.Net;

namespace Modelyard.GitHub;

/// <summary>Tells a refusal for too many requests from one for a missing right: both are 403.</summary>
/// <remarks>GitHub's documentation of the REST API, "Rate limits" and "Best practices": <c>retry-after</c> first, else <c>x-ratelimit-reset</c> where nothing remains, else a minute.</remarks>
internal static class RateLimit
{
    /// <summary>How long to wait; <see langword="null"/> where the answer is no such refusal.</summary>
    public static TimeSpan? WaitOf(HttpResponseMessage answer, string body, TimeProvider time, TimeSpan unsaid)
    {
        if (answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests)) return null;
        if (RetryAfter(answer, time) is { } asked) return asked;
        if (Header(answer, "x-ratelimit-remaining") == "0")
        {
            // A second more: the header counts whole ones.
            return Header(answer, "x-ratelimit-reset") is { } reset && long.TryParse(reset, NumberStyles.None, CultureInfo.InvariantCulture, out var second) && second < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? Positive(DateTimeOffset.FromUnixTimeSeconds(second) - time.GetUtcNow() + TimeSpan.FromSeconds(1))
                : unsaid;
        }

        return answer.StatusCode == HttpStatusCode.TooManyRequests || body.Contains("rate limit", StringComparison.OrdinalIgnoreCase) || body.Contains("abuse", StringComparison.OrdinalIgnoreCase) ? unsaid : null;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time) => answer.Headers.RetryAfter switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => Positive(date - time.GetUtcNow()),
        _ => null,
    };

    private static TimeSpan Positive(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
