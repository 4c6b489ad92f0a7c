using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Modelyard.Diagnostics;

namespace Modelyard.GitHub;

/// <summary>What a workflow's event says of a pull request: the file that GITHUB_EVENT_PATH leads to.</summary>
/// <param name="PullRequest">Its number; none where the event names none, as a <c>workflow_run</c> of a fork does.</param>
/// <param name="Head">The commit that the event is about, 40 hexadecimal digits; none where it names none.</param>
/// <param name="Base">Where a range of commits begins: the base's commit, or of a push what was there before; none for a new branch.</param>
/// <param name="FromFork">Whether the head is another repository's.</param>
public sealed partial record GitHubEvent(int? PullRequest, string? Head, string? Base, bool FromFork)
{
    private const long MostBytes = 32 << 20;

    /// <summary>Reads a payload.</summary>
    /// <exception cref="YardException">YARD8609: it is not there, no JSON, or of another form than the event has.</exception>
    public static GitHubEvent Read(string? path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw GitHubCodes.BadEvent.Failure("GITHUB_EVENT_PATH is not set");
        try
        {
            if (new FileInfo(path) is not { Exists: true } file) throw Bad("there is no such file");
            if (file.Length > MostBytes) throw Bad($"it has {file.Length} bytes, expected {MostBytes} at the most");
            return JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject payload ? Of(payload) : throw Bad("it is no JSON object");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Bad(unreadable.Message.TrimEnd('.'));
        }
        catch (Exception other) when (other is InvalidOperationException or FormatException)
        {
            throw Bad($"a field has another type than the event's: {other.Message.TrimEnd('.')}");
        }

        YardException Bad(string why) => GitHubCodes.BadEvent.Failure($"GITHUB_EVENT_PATH, {path}: {why}");

        GitHubEvent Of(JsonObject payload)
        {
            if (Part(payload, "pull_request") is { } pull)
            {
                var number = pull["number"]?.GetValue<int>() ?? throw Bad("pull_request.number is missing");
                var (head, origin) = (Part(pull, "head"), Part(pull, "base"));
                // A fork that was deleted meanwhile has no repository any more, and is one all the same.
                var fork = Part(head, "repo")?["full_name"]?.GetValue<string>() != Part(origin, "repo")?["full_name"]?.GetValue<string>();
                return new GitHubEvent(number, Commit(head, "sha", "pull_request.head.sha"), Commit(origin, "sha", "pull_request.base.sha"), fork);
            }

            if (Part(payload, "workflow_run") is { } run)
            {
                var named = run["pull_requests"] is JsonArray { Count: 1 } pulls ? (pulls[0] as JsonObject)?["number"]?.GetValue<int>() : null;
                var fork = Part(run, "head_repository")?["full_name"]?.GetValue<string>() != Part(payload, "repository")?["full_name"]?.GetValue<string>();
                return new GitHubEvent(named, Commit(run, "head_sha", "workflow_run.head_sha"), null, fork);
            }

            if (Part(payload, "merge_group") is { } group) return new GitHubEvent(null, Commit(group, "head_sha", "merge_group.head_sha"), Commit(group, "base_sha", "merge_group.base_sha"), false);
            if (payload.ContainsKey("after")) return new GitHubEvent(null, Commit(payload, "after", "after"), Existing(Commit(payload, "before", "before")), false);
            throw Bad("it is of none of the events pull_request, workflow_run, merge_group and push");
        }

        JsonObject? Part(JsonObject? of, string name) => of?[name] switch
        {
            null => null,
            JsonObject part => part,
            _ => throw Bad($"{name} is no object"),
        };

        string Commit(JsonObject? of, string field, string name)
        {
            var sha = of?[field]?.GetValue<string>() ?? throw Bad($"{name} is missing");
            return CommitForm().IsMatch(sha) ? sha : throw Bad($"{name} is '{sha}', expected 40 hexadecimal digits");
        }
    }

    // A push that makes a branch says that forty noughts were there before.
    private static string? Existing(string sha) => sha.All(digit => digit == '0') ? null : sha;

    [GeneratedRegex(@"\A[0-9a-f]{40}\z")]
    private static partial Regex CommitForm();
}
