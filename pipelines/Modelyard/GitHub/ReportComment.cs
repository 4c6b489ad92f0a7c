using Modelyard.Diagnostics;
using Octokit;

namespace Modelyard.GitHub;

/// <summary>What became of the comment.</summary>
/// <param name="Address">Where it is read.</param>
/// <param name="Outcome">created, updated or unchanged.</param>
public sealed record WrittenComment(long Id, string Address, string Outcome);

/// <summary>
/// The one comment of ours on a pull request. It is found by its marker over all pages, among comments of automation or of ourselves alone: a comment that anybody wrote could be
/// edited by who wrote it. Of several that came of a race the oldest is kept by every writer, so that all keep the same one.
/// </summary>
/// <param name="topic">What it is about; a pull request has one comment for each.</param>
public sealed class ReportComment(GitHubConnection github, string topic = CommentText.Models)
{
    private const int Rounds = 5;
    private const int PageSize = 100;
    private const string Right = "pull-requests: write";

    /// <summary>Requires that a commit is the head of a pull request, and that the pull request is open.</summary>
    /// <exception cref="YardException">YARD8610.</exception>
    public async Task RequireHeadAsync(int number, string sha)
    {
        var found = await github.AskAsync($"pull request {number}", "pull-requests: read", client => client.PullRequest.Get(github.Place.Owner, github.Place.Name, number));
        if (string.Equals(found.Head?.Sha, sha, StringComparison.OrdinalIgnoreCase)) return;
        throw GitHubCodes.OtherHead.Failure($"{github.Place}: the head of pull request {number} is {found.Head?.Sha}, not {sha}");
    }

    /// <summary>Writes the comment, or makes the one that is there say this.</summary>
    /// <param name="text">By <see cref="CommentText.Of"/>.</param>
    /// <exception cref="YardException">YARD8603 to YARD8608, YARD8612.</exception>
    public async Task<WrittenComment> WriteAsync(int number, string text)
    {
        if (!CommentText.IsAbout(topic, text)) throw new ArgumentException("it does not begin with the marker", nameof(text));
        var self = await SelfAsync();
        IssueComment? created = null;
        for (var round = 0; round < Rounds; round++)
        {
            var found = await FindAsync(number, self);
            if (found.Count == 0)
            {
                // Lists may lag behind what was written; another one is not the answer to that.
                if (created is not null) return new WrittenComment(created.Id, created.HtmlUrl, "created");
                created = await github.AskAsync($"a comment on pull request {number}", Right, client => client.Issue.Comment.Create(github.Place.Owner, github.Place.Name, number, text));
                continue; // to see who else wrote one meanwhile
            }

            foreach (var other in found.Skip(1)) await DeleteAsync(other.Id);
            var kept = found[0];
            var changed = kept.Body.ReplaceLineEndings("\n").TrimEnd() != text.TrimEnd();
            if (!changed || await UpdateAsync(kept.Id, text)) return new WrittenComment(kept.Id, kept.HtmlUrl, kept.Id == created?.Id ? "created" : changed ? "updated" : "unchanged");
        }

        throw GitHubCodes.Contended.Failure($"{github.Place}: the comment of pull request {number} was deleted {Rounds} times while it was written");
    }

    // The token of a workflow or of an App is no user: its comments are a bot's.
    private async Task<string?> SelfAsync()
    {
        try
        {
            return (await github.AskAsync("the user of the token", "any", client => client.User.Current())).Login;
        }
        catch (YardException refused) when (refused.Diagnostics[0].Code == GitHubCodes.Forbidden || refused.Diagnostics[0].Code == GitHubCodes.NotFound)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<IssueComment>> FindAsync(int number, string? self)
    {
        var all = await github.AskAsync(
            $"the comments of pull request {number}", Right, client => client.Issue.Comment.GetAllForIssue(github.Place.Owner, github.Place.Name, number, new ApiOptions { PageSize = PageSize }));
        return [.. all.Where(comment => CommentText.IsAbout(topic, comment.Body) && IsOurs(comment.User)).DistinctBy(comment => comment.Id).OrderBy(comment => comment.Id)];

        bool IsOurs(User? user) => self is not null ? string.Equals(user?.Login, self, StringComparison.OrdinalIgnoreCase) : user?.Type == AccountType.Bot;
    }

    private async Task<bool> UpdateAsync(long id, string text)
    {
        try
        {
            await github.AskAsync($"comment {id}", Right, client => client.Issue.Comment.Update(github.Place.Owner, github.Place.Name, id, text));
            return true;
        }
        catch (YardException gone) when (gone.Diagnostics[0].Code == GitHubCodes.NotFound)
        {
            return false; // another writer took it for one too many
        }
    }

    private async Task DeleteAsync(long id)
    {
        try
        {
            await github.AskAsync($"comment {id}", Right, client => client.Issue.Comment.Delete(github.Place.Owner, github.Place.Name, id));
        }
        catch (YardException gone) when (gone.Diagnostics[0].Code == GitHubCodes.NotFound)
        {
            // Another writer was faster.
        }
    }
}
