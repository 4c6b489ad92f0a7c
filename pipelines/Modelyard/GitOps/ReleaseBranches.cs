using Modelyard.Diagnostics;
using Modelyard.Releases;
using Modelyard.Specs;
using Modelyard.Versions.Numbers;

namespace Modelyard.GitOps;

/// <summary>Branches by which automation asks people to release a new version: <c>release/&lt;model&gt;</c>, automation's own.</summary>
/// <param name="environment">Whose releases.</param>
public sealed class ReleaseBranches(GitClone clone, string environment)
{
    private const string Prefix = "release/";

    /// <summary>Pushes one for each model that has a release there and a version that is new; the branch of an earlier version is replaced.</summary>
    /// <returns>The branches, and why releases could not be edited.</returns>
    /// <exception cref="YardException">YARD2101.</exception>
    public async Task<(IReadOnlyList<string> Branches, IReadOnlyList<Diagnostic> Problems)> PushAsync(NumberingOutcome numbering, CancellationToken cancellation)
    {
        var (branches, problems) = (new List<string>(), new List<Diagnostic>());
        foreach (var model in numbering.Versions.Where(version => version.IsNew).GroupBy(version => version.Version.Model))
        {
            try
            {
                if (await PushAsync(model.Key, [.. model], numbering.Commit, cancellation) is { } branch) branches.Add(branch);
            }
            catch (YardException failure) when (failure.Diagnostics.All(diagnostic => diagnostic.Code != GitOpsCodes.GitFailed))
            {
                problems.AddRange(failure.Diagnostics);
            }
        }

        return (branches, problems);
    }

    private async Task<string?> PushAsync(string model, IReadOnlyList<NumberedVersion> versions, string commit, CancellationToken cancellation)
    {
        var file = $"models/{model}/releases/{environment}.yaml";
        var ledger = $"models/{model}/{LedgerSpec.File}";
        if (await clone.ReadAsync(commit, file, cancellation) is not { } text) return null;
        var numbers = LedgerText.Read(await clone.ReadAsync(commit, ledger, cancellation), ledger);
        if (ReleaseProposal.With(file, text, numbers, versions) is not { } proposal) return null;
        var title = $"release: {model} {string.Join(", ", proposal.Versions.Select(version => version.Number))} at {ReleaseProposal.Share:0.##} % in {environment}";
        var proposed = await clone.CommitAsync(commit, new Dictionary<string, string> { [file] = proposal.Text }, title, cancellation);
        var seen = (await clone.BranchesAsync(cancellation)).GetValueOrDefault(Prefix + model);
        // Somebody at work on that very branch comes first; the next version asks again.
        return await clone.ReplaceAsync(proposed, Prefix + model, seen, cancellation) ? Prefix + model : null;
    }
}
