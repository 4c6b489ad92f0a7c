using System.Net;
using System.Runtime.Serialization;
using Modelyard.Diagnostics;
using Octokit;

namespace Modelyard.GitHub;

/// <summary>Octokit's exceptions as coded errors.</summary>
internal static class GitHubFailure
{
    private const int MostWords = 300;

    /// <summary>The coded error; <see langword="null"/> where the exception does not come from talking to GitHub.</summary>
    /// <param name="what">What was asked for, as a clause: <c>the comments of pull request 12</c>.</param>
    /// <param name="right">The right that it takes: <c>pull-requests: write</c>.</param>
    public static YardException? Of(Exception failure, GitHubPlace place, string what, string right) => failure switch
    {
        ApiException { StatusCode: HttpStatusCode.Unauthorized } => GitHubCodes.Unauthorized.Failure($"{place}: {what}: {Words(failure)}"),
        ApiException { StatusCode: HttpStatusCode.Forbidden } => GitHubCodes.Forbidden.Failure($"{place}: {what}: {Words(failure)}", $"it takes `{right}`"),
        ApiException { StatusCode: HttpStatusCode.NotFound } => GitHubCodes.NotFound.Failure($"{place}: {what}: not found", $"it takes `{right}`"),
        ApiException { StatusCode: HttpStatusCode.UnprocessableContent } => GitHubCodes.Refused.Failure($"{place}: {what}: {Words(failure)}"),
        ApiException { StatusCode: var status } => GitHubCodes.Unreachable.Failure($"{place}: {what}: {(int)status}: {Words(failure)}"),
        HttpRequestException or IOException => GitHubCodes.Unreachable.Failure($"{place}: {what}: {(failure.InnerException ?? failure).Message.TrimEnd('.')}"),
        // A page of a proxy, or half an answer, where JSON of the API was expected.
        SerializationException or InvalidCastException or FormatException or ArgumentException or NullReferenceException => GitHubCodes.Unreachable.Failure($"{place}: {what}: the answer is not what GitHub's API answers"),
        _ => null,
    };

    /// <summary>What GitHub says is wrong with each field.</summary>
    public static string Words(Exception failure)
    {
        var errors = (failure as ApiException)?.ApiError?.Errors ?? [];
        var fields = errors.Select(error => error.Message ?? string.Join(' ', ((string?[])[error.Resource, error.Field, error.Code]).Where(word => word is not null)));
        var words = string.Join("; ", fields.Prepend(failure.Message.TrimEnd('.')).Distinct()).ReplaceLineEndings(" ");
        return words.Length > MostWords ? words[..MostWords] + "…" : words;
    }
}
