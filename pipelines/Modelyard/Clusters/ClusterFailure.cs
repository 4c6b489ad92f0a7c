using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>
/// Turns whatever a call to a cluster throws into one coded error that says what to do. Sources: the API conventions of Kubernetes (reasons and causes
/// of a Status), and what its admission plug-ins write into <c>message</c>.
/// </summary>
public static class ClusterFailure
{
    /// <summary>What a failed call means.</summary>
    /// <param name="resource"><c>jobs.batch</c>, <c>pods/log</c>.</param>
    /// <param name="name">The object's; <see langword="null"/> for many.</param>
    public static YardException Of(Exception failed, string verb, string resource, string? name = null, string? @namespace = null) =>
        Of(failed, new ClusterRequest(verb, resource, name, @namespace));

    /// <summary>What a failed call means.</summary>
    public static YardException Of(Exception failed, ClusterRequest asked) => failed switch
    {
        YardException known => known,
        HttpOperationException { Response: { } response } => Coded(OfAnswer(response.StatusCode, response.Content, asked), failed),
        HttpRequestException or IOException or OperationCanceledException or TimeoutException => OfTransport(failed, asked, null),
        KubeConfigException when failed.Message.StartsWith("external exec", StringComparison.Ordinal) => Coded(ClusterCodes.PluginFailed.Error(null, $"{asked}: {OneLine.Of(failed.Message)}"), failed),
        JsonException => Coded(ClusterCodes.Unexpected.Error(null, $"{asked}: the answer is not the JSON of the API: {OneLine.Of(failed.Message)}"), failed),
        _ => Coded(ClusterCodes.Unexpected.Error(null, $"{asked}: {OneLine.Of(failed.Message)}"), failed),
    };

    /// <summary>What an answer, or an ERROR event of a watch, means.</summary>
    /// <param name="body">As it came; a Status, where the API server itself answered.</param>
    internal static Diagnostic OfAnswer(HttpStatusCode code, string? body, ClusterRequest asked)
    {
        var status = ApiStatus.Read(body) ?? new V1Status();
        var said = OneLine.Of(status.Message ?? body);
        return (int)code switch
        {
            401 => ClusterCodes.CredentialsRefused.Error(null, $"{asked}: the credentials are not accepted{Said(said)}"),
            403 => ForbiddenAnswer.Read(status, said, asked),
            404 => MissingAnswer.Read(status, asked),
            409 => ConflictAnswer.Read(status, said, asked),
            410 => ClusterCodes.Expired.Error(null, $"{asked}: {said}"),
            422 => ClusterCodes.Invalid.Error(null, $"{asked}: {Causes(status, said)}"),
            429 => ClusterCodes.Busy.Error(null, $"{asked}: too many requests{Said(said)}"),
            _ when ForbiddenAnswer.OfAdmission(said, asked) is { } refused => refused,
            400 => ClusterCodes.Invalid.Error(null, $"{asked}: {Causes(status, said)}"),
            >= 500 => ClusterCodes.Failing.Error(null, $"{asked}: the cluster answers {(int)code}{Said(said)}"),
            _ => ClusterCodes.Unexpected.Error(null, $"{asked}: the cluster answers {(int)code}{Said(said)}"),
        };
    }

    /// <summary>What it means that no answer came.</summary>
    internal static YardException OfTransport(Exception failed, ClusterRequest asked, Uri? address)
    {
        var where = address?.Authority ?? "the cluster";
        return Coded(
            failed switch
            {
                HttpRequestException { InnerException: AuthenticationException refused } => ClusterCodes.TlsRefused.Error(null, $"{asked}: {where}: {OneLine.Of(refused.Message)}"),
                HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => ClusterCodes.TlsRefused.Error(null, $"{asked}: {where}: {OneLine.Of(Innermost(failed))}"),
                HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ClusterCodes.Unreachable.Error(null, $"{asked}: {where} is not known by name"),
                OperationCanceledException or TimeoutException => ClusterCodes.Unreachable.Error(null, $"{asked}: {where} gave no answer in time"),
                _ => ClusterCodes.Unreachable.Error(null, $"{asked}: {where}: {OneLine.Of(Innermost(failed))}"),
            },
            failed);
    }

    private static string Causes(V1Status status, string said) =>
        status.Details?.Causes is { Count: > 0 } causes
            ? string.Join("; ", causes.Select(cause => string.IsNullOrEmpty(cause.Field) ? OneLine.Of(cause.Message) : $"{cause.Field}: {OneLine.Of(cause.Message)}").Distinct())
            : said;

    private static string Said(string said) => said.Length == 0 ? "" : $": {said}";

    private static string Innermost(Exception failed)
    {
        var inner = failed;
        while (inner.InnerException is { } next) inner = next;
        return inner.Message;
    }

    private static YardException Coded(Diagnostic diagnostic, Exception cause) => new([diagnostic], cause);
}
