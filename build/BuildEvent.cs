using Cake.Common;
using Cake.Core;

namespace Modelyard.Build;

/// <summary>Why a build runs.</summary>
public enum BuildEventKind
{
    /// <summary>Somebody started it on their machine.</summary>
    Local,

    /// <summary>A pull request was opened or pushed to, or waits in a merge queue.</summary>
    PullRequest,

    /// <summary>The main branch has new commits.</summary>
    Merge,
}

/// <summary>What started the build: <c>--event local|pull-request|merge</c>, else by the variables of GitHub's runners.</summary>
/// <param name="Since">The revision that its changes are counted from; none: what is not committed.</param>
public sealed record BuildEvent(BuildEventKind Kind, string? Since)
{
    /// <exception cref="CakeException">The event has no such name.</exception>
    public static BuildEvent Of(ICakeContext context)
    {
        var variables = context.Environment;
        var named = context.Argument<string?>("event", null);
        var kind = named switch
        {
            null => Kinds(variables.GetEnvironmentVariable("GITHUB_EVENT_NAME"), variables.GetEnvironmentVariable("GITHUB_REF_NAME"), variables.GetEnvironmentVariable("MAIN_BRANCH") ?? "main"),
            "local" => BuildEventKind.Local,
            "pull-request" => BuildEventKind.PullRequest,
            "merge" => BuildEventKind.Merge,
            _ => throw new CakeException($"--event is '{named}'; expected local, pull-request or merge"),
        };
        return new BuildEvent(kind, kind switch
        {
            BuildEventKind.PullRequest => variables.GetEnvironmentVariable("GITHUB_BASE_REF") is { Length: > 0 } target ? $"origin/{target}" : "origin/main",
            BuildEventKind.Merge => "HEAD~1",
            _ => null,
        });
    }

    private static BuildEventKind Kinds(string? name, string? branch, string main) => name switch
    {
        "pull_request" or "merge_group" => BuildEventKind.PullRequest,
        "push" when branch == main => BuildEventKind.Merge,
        _ => BuildEventKind.Local,
    };
}
