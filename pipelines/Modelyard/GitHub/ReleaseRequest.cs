using Modelyard.Diagnostics;
using Octokit;

namespace Modelyard.GitHub;

/// <summary>What a release's pull request shall be.</summary>
/// <param name="Branch">The head; it was pushed to the repository itself.</param>
/// <param name="Base">What it is merged into.</param>
/// <param name="Body">Markdown.</param>
/// <param name="Labels">Are added; others stay.</param>
/// <param name="Reviewers">Are asked; who was asked already is not asked again.</param>
public sealed record WantedRequest(string Branch, string Base, string Title, string Body, IReadOnlyList<string> Labels, CodeOwners Reviewers);

/// <summary>What became of it.</summary>
/// <param name="Outcome">opened, updated or unchanged.</param>
/// <param name="Warnings">Reviews that could not be requested.</param>
public sealed record WrittenRequest(int Number, string Address, string Outcome, IReadOnlyList<Diagnostic> Warnings);

/// <summary>Opens the pull request of a branch, or makes the open one say what is wanted: by whoever, however often, there is one.</summary>
public sealed class ReleaseRequest(GitHubConnection github)
{
    private const int Rounds = 4;
    private const string Right = "pull-requests: write";

    /// <summary>Opens or updates it.</summary>
    /// <exception cref="YardException">YARD8603 to YARD8608, YARD8612, YARD8613.</exception>
    public async Task<WrittenRequest> WriteAsync(WantedRequest wanted)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var found = await FindAsync(wanted);
            var outcome = found is null ? "opened" : found.Title == wanted.Title && Same(found.Body, wanted.Body) ? "unchanged" : "updated";
            var request = outcome switch
            {
                "opened" => await OpenAsync(wanted),
                "updated" => await UpdateAsync(found!.Number, wanted),
                _ => found,
            };
            // Another one opened it meanwhile, or it was merged: look again.
            if (request is null) continue;
            await LabelAsync(request, wanted.Labels);
            return new WrittenRequest(request.Number, request.HtmlUrl, outcome, await AskReviewersAsync(request, wanted.Reviewers));
        }

        throw GitHubCodes.Contended.Failure($"{github.Place}: the pull request of {wanted.Branch} was opened or closed by others {Rounds} times");
    }

    private async Task<PullRequest?> FindAsync(WantedRequest wanted)
    {
        var filter = new PullRequestRequest { State = ItemStateFilter.Open, Head = $"{github.Place.Owner}:{wanted.Branch}", Base = wanted.Base };
        var all = await github.AskAsync("open pull requests", Right, client => client.PullRequest.GetAllForRepository(github.Place.Owner, github.Place.Name, filter));
        // Where the filter is not understood, GitHub gives all.
        return all.Where(pull => pull.Head?.Ref == wanted.Branch && pull.Base?.Ref == wanted.Base && IsHere(pull)).OrderBy(pull => pull.Number).FirstOrDefault();

        bool IsHere(PullRequest pull) => pull.Head?.Repository?.FullName is not { } full || string.Equals(full, github.Place.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<PullRequest?> OpenAsync(WantedRequest wanted)
    {
        try
        {
            return await github.AskAsync(
                $"a pull request of {wanted.Branch}",
                Right,
                client => client.PullRequest.Create(github.Place.Owner, github.Place.Name, new NewPullRequest(wanted.Title, wanted.Branch, wanted.Base) { Body = wanted.Body }));
        }
        catch (YardException refused) when (refused.Diagnostics[0].Code == GitHubCodes.Refused)
        {
            var words = refused.Diagnostics[0].Message;
            if (words.Contains("already exists", StringComparison.OrdinalIgnoreCase)) return null;
            if (words.Contains("No commits between", StringComparison.OrdinalIgnoreCase) || words.Contains("head invalid", StringComparison.OrdinalIgnoreCase))
            {
                throw GitHubCodes.NothingToRelease.Failure($"{github.Place}: {wanted.Branch} has nothing that {wanted.Base} has not, or was not pushed ({words})");
            }

            throw;
        }
    }

    private async Task<PullRequest?> UpdateAsync(int number, WantedRequest wanted)
    {
        var update = new PullRequestUpdate { Title = wanted.Title, Body = wanted.Body };
        var updated = await github.AskAsync($"pull request {number}", Right, client => client.PullRequest.Update(github.Place.Owner, github.Place.Name, number, update));
        return updated.State == ItemState.Open ? updated : null;
    }

    private async Task LabelAsync(PullRequest request, IReadOnlyList<string> labels)
    {
        var missing = labels.Except(request.Labels?.Select(label => label.Name) ?? [], StringComparer.OrdinalIgnoreCase).ToArray();
        if (missing.Length > 0) await github.AskAsync($"the labels of pull request {request.Number}", "issues: write", client => client.Issue.Labels.AddToIssue(github.Place.Owner, github.Place.Name, request.Number, missing));
    }

    // Who cannot be asked keeps no release back: the file of owners is GitHub's own way to require a review.
    private async Task<IReadOnlyList<Diagnostic>> AskReviewersAsync(PullRequest request, CodeOwners owners)
    {
        var warnings = new List<Diagnostic>();
        foreach (var team in owners.Teams.Except(request.RequestedTeams?.Select(asked => asked.Slug) ?? [], StringComparer.OrdinalIgnoreCase)) await AskAsync($"team {team}", PullRequestReviewRequest.ForTeamReviewers([team]));
        foreach (var person in owners.People.Except(request.RequestedReviewers?.Select(asked => asked.Login) ?? [], StringComparer.OrdinalIgnoreCase)) await AskAsync(person, PullRequestReviewRequest.ForReviewers([person]));
        return warnings;

        async Task AskAsync(string who, PullRequestReviewRequest review)
        {
            try
            {
                await github.AskAsync($"a review by {who}", Right, client => client.PullRequest.ReviewRequest.Create(github.Place.Owner, github.Place.Name, request.Number, review));
            }
            catch (YardException refused) when (refused.Diagnostics[0].Code == GitHubCodes.Refused || refused.Diagnostics[0].Code == GitHubCodes.Forbidden || refused.Diagnostics[0].Code == GitHubCodes.NotFound)
            {
                warnings.Add(GitHubCodes.NoReviewer.Warning(null, refused.Diagnostics[0].Message));
            }
        }
    }

    private static bool Same(string? one, string? other) => (one ?? "").ReplaceLineEndings("\n").TrimEnd() == (other ?? "").ReplaceLineEndings("\n").TrimEnd();
}
