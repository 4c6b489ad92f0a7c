using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Diagnostics;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Registry;

/// <summary>What an answer, or none, means: a failure that is worth another try, or one that is not.</summary>
internal static class RegistryAnswer
{
    private const int LongestBody = 64 << 10;

    /// <summary>The failure that an unexpected answer is.</summary>
    /// <param name="what">What was asked, as <c>push of sha256:… to registry.example/a</c>.</param>
    public static async Task<Exception> FailureAsync(HttpResponseMessage answer, string what, TimeProvider time, CancellationToken cancellation)
    {
        var status = (int)answer.StatusCode;
        var (said, isFull) = await SaidAsync(answer, cancellation);
        var message = $"{what}: {Address(answer.RequestMessage!)} answered {status}{said}";
        // Another try would fill what somebody has just freed.
        if (isFull) return OciCodes.NoSpace.Failure($"{message}: no space left on the registry's disk", "free space there, or ask who runs the registry; then push again");
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => RegistryCodes.LoginNeeded.Failure(message),
            HttpStatusCode.Forbidden => RegistryCodes.Forbidden.Failure(message),
            HttpStatusCode.NotFound => RegistryCodes.NoRepository.Failure(message),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                new TransientFailure(RegistryCodes.GaveUp.Failure(message), answer.StatusCode, Pause(answer, time)),
            // Version 2.8 writes a blob's link in place: while another pusher sends the same blob, it is unknown for a moment.
            HttpStatusCode.BadRequest when said.Contains("MANIFEST_BLOB_UNKNOWN", StringComparison.Ordinal) =>
                new TransientFailure(RegistryCodes.Refused.Failure(message), answer.StatusCode),
            _ => RegistryCodes.Refused.Failure(message),
        };
    }

    /// <summary>The failure of a request that was not answered.</summary>
    public static Exception Failure(Exception failed, string what, Uri address)
    {
        // What the sender of a body found wrong with it.
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            if (cause is YardException known) return known;
        }

        var reason = failed.GetBaseException().Message;
        return failed switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => RegistryCodes.TlsRefused.Failure($"{what}: {address.Authority}: {reason}"),
            _ => new TransientFailure(RegistryCodes.Unreachable.Failure($"{what}: {address.Authority}: {reason}"), cause: failed),
        };
    }

    /// <summary><c>GET https://host/v2/…</c>, without what an upload's address has in its query.</summary>
    private static string Address(HttpRequestMessage request) => $"{request.Method} {request.RequestUri!.GetLeftPart(UriPartial.Path)}";

    private static TimeSpan? Pause(HttpResponseMessage answer, TimeProvider time) =>
        answer.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date - time.GetUtcNow()) : null;

    // {"errors":[{"code":"DENIED","message":"…","detail":…}]}; a proxy says what it likes. Debian's registry tells a full disk in a detail only.
    private static async Task<(string Said, bool IsFull)> SaidAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            if (answer.Content.Headers.ContentLength is > LongestBody || answer.RequestMessage!.Method == HttpMethod.Head) return ("", false);
            var errors = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))?["errors"]?.AsArray();
            if (errors is null) return ("", false);
            return ($" ({string.Join("; ", errors.Select(error => $"{error?["code"]}: {error?["message"]}"))})", errors.Any(error => IsNoSpace(error?["detail"])));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or HttpRequestException or IOException)
        {
            return ("", false);
        }
    }

    private static bool IsNoSpace(JsonNode? detail)
    {
        const int noSpace = 28;
        return detail switch
        {
            JsonValue text => text.ToString().Contains("no space left on device", StringComparison.Ordinal),
            JsonObject fields => fields["Enclosed"] is JsonObject cause && cause["Err"] is JsonValue number && number.TryGetValue<int>(out var error) && error == noSpace,
            _ => false,
        };
    }
}
