using Modelyard.Versions;
using Modelyard.Versions.Numbers;
using Modelyard.Versions.Publishing;

namespace Modelyard.GitOps;

/// <summary>What became of commits on the main branch.</summary>
/// <param name="Commit">The branch's commit now, with the numbers in it.</param>
/// <param name="Numbered">Versions that have numbers, those of before included.</param>
/// <param name="Proposed">Branches that ask for a release.</param>
/// <param name="Unfinished">Models of which a candidate has no version.</param>
public sealed record MainOutcome(string Commit, IReadOnlyList<NumberedVersion> Numbered, IReadOnlyList<string> Proposed, IReadOnlyList<string> Unfinished, bool Failed);

/// <summary>Handles what was merged: everything since the commit that was handled last, however many commits that are.</summary>
internal sealed class MainBranch(Workspace workspace, GitClone clone, GitOpsOptions options, IGitOpsWork work, string folder)
{
    public async Task<MainOutcome> HandleAsync(string head, GitOpsState state, CancellationToken cancellation)
    {
        work.Note($"{options.Branch} is at {head[..12]}");
        var since = await SinceAsync(head, state, cancellation);
        await using var tree = await clone.CheckOutAsync(head, Path.Combine(folder, "trees", head[..20]), cancellation);
        using var commit = work.Open(tree.Root);
        var done = await CommitWork.DoAsync(work, commit, since, state.Unfinished, cancellation);
        work.Problems(done.Problems);
        var numbering = await NumberAsync(commit, head, done.Training, cancellation);
        work.Problems(numbering.Problems);
        foreach (var version in numbering.Versions.Where(version => version.IsNew)) work.Note($"  {version.Version.Model} {version.Number} is {version.Version.Candidate} ({version.Version.Identity.Short})");
        var (proposed, problems) = await new ReleaseBranches(clone, options.Environment).PushAsync(numbering, cancellation);
        work.Problems(problems);
        foreach (var branch in proposed) work.Note($"  pushed {branch}, to be merged by a person");
        if (done.Errors.Count == 0) await work.DeployAsync(commit, cancellation);
        IEnumerable<string> unfinished = done.Errors.Count > 0 ? state.Unfinished
            : done.Training.Candidates.Where(candidate => candidate.Version is null).Select(candidate => candidate.Model).Distinct().Order(StringComparer.Ordinal);
        return new MainOutcome(numbering.Commit, numbering.Versions, proposed, [.. unfinished], done.Failed);
    }

    /// <summary>Brings the working tree forward, which a running <c>up</c> follows.</summary>
    public async Task ForwardAsync(string commit, CancellationToken cancellation)
    {
        if (await clone.ForwardAsync(options.Branch, commit, cancellation) is { } why) work.Problems([GitOpsCodes.NotForwarded.Warning(null, $"{workspace.Root} stays as it is: {why}")]);
    }

    private async Task<string?> SinceAsync(string head, GitOpsState state, CancellationToken cancellation)
    {
        if (state.Main is not { } handled || await clone.IsInAsync(handled, head, cancellation)) return state.Main;
        work.Problems([GitOpsCodes.HistoryRewritten.Warning(null, $"'{options.Branch}' does not have {handled[..12]} any more, up to which everything was handled")]);
        return null;
    }

    // Pushed before it has a number, and tagged after: a number that somebody sees leads to a version that is there.
    private async Task<NumberingOutcome> NumberAsync(Workspace commit, string head, TrainingOutcome training, CancellationToken cancellation)
    {
        var made = training.Candidates.Select(candidate => candidate.Version).OfType<NamedVersion>().Select(version => CandidateVersion.Of(version.Manifest)).ToList();
        if (made.Count == 0) return new NumberingOutcome([], head, []);
        return await new Numbering(commit, ModelRegistry.Of(options.Registry, workspace), new VersionNumbers(clone, options.Branch, workspace.Time)).GiveAsync(made, head, cancellation);
    }
}
