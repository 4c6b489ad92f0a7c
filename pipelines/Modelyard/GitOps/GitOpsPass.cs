using Modelyard.Content;
using Modelyard.Diagnostics;

namespace Modelyard.GitOps;

/// <summary>What a pass did.</summary>
/// <param name="Main">The main branch's commit up to which everything is handled now.</param>
/// <param name="Reports">Branch → the file that its report was written to.</param>
/// <param name="Failed">Whether something is to be looked at by a person.</param>
public sealed record GitOpsOutcome(string Main, MainOutcome? Merged, IReadOnlyDictionary<string, string> Reports, bool Failed);

/// <summary>
/// Does for any git remote what the workflows do on GitHub, once: what was merged is trained, numbered, proposed for release and deployed; what is on a branch is trained and
/// reported on. Killed at any moment, the next pass goes on: all that is done twice is done to the same effect.
/// </summary>
public sealed class GitOpsPass(Workspace workspace, GitClone clone, GitOpsOptions options, IGitOpsWork work)
{
    private readonly string _folder = Path.Combine(workspace.Store.Root, "gitops");

    /// <summary>Handles what is new on the remote.</summary>
    /// <exception cref="YardException">The remote cannot be asked, or the state cannot be read.</exception>
    public async Task<GitOpsOutcome> RunAsync(CancellationToken cancellation)
    {
        // Two passes on one store would do everything twice.
        using var alone = await FileLock.TakeAsync(Path.Combine(_folder, ".lock"), workspace.Time, cancellation);
        var file = Path.Combine(_folder, "state.json");
        var state = GitOpsState.Read(file);
        await clone.FetchAsync(cancellation);
        var head = await clone.HeadAsync(options.Branch, cancellation);
        var main = new MainBranch(workspace, clone, options, work, _folder);
        MainOutcome? merged = null;
        if (head != state.Main)
        {
            merged = await main.HandleAsync(head, state, cancellation);
            state = state with { Main = merged.Commit, Unfinished = merged.Unfinished };
            state.Write(file);
        }

        await main.ForwardAsync(state.Main!, cancellation);
        var branches = new ChangeBranches(clone, work, _folder);
        var (reports, failed) = (new SortedDictionary<string, string>(StringComparer.Ordinal), merged is { Failed: true });
        var seen = (await clone.BranchesAsync(cancellation)).Where(branch => branch.Key != options.Branch).ToDictionary(branch => branch.Key, branch => $"{branch.Value} on {state.Main}");
        state = state with { Branches = state.Branches.Where(branch => seen.ContainsKey(branch.Key)).ToDictionary() };
        foreach (var (branch, commits) in seen.Where(branch => state.Branches.GetValueOrDefault(branch.Key) != branch.Value).OrderBy(branch => branch.Key, StringComparer.Ordinal))
        {
            var report = await branches.ReportAsync(branch, commits.Split(' ')[0], state.Main!, cancellation);
            (reports[branch], failed) = (report.File, failed || report.Failed);
            state = state with { Branches = new Dictionary<string, string>(state.Branches) { [branch] = commits } };
            state.Write(file);
        }

        return new GitOpsOutcome(state.Main!, merged, reports, failed);
    }
}
