using System.Security.Cryptography;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.GitOps;
using Modelyard.Specs;

namespace Modelyard.Versions.Numbers;

/// <summary>A version that is to have a number.</summary>
/// <param name="Artifact">The manifest that it was pushed as.</param>
/// <param name="Commit">The commit that it was made at.</param>
public sealed record UnnumberedVersion(string Model, string Candidate, Digest Identity, Digest Artifact, string Commit);

/// <summary>A version with its number.</summary>
/// <param name="IsNew">Whether it was given for this commit, now or by somebody who was killed before all else was done.</param>
public sealed record NumberedVersion(UnnumberedVersion Version, string Number, bool IsNew)
{
    /// <summary><c>v8@sha256:…</c>, as releases pin it.</summary>
    public string Pin => $"{Number}@{Version.Identity}";
}

/// <summary>What came of giving numbers.</summary>
/// <param name="Commit">The branch's commit that holds them; that of the branch as it was where none was given.</param>
/// <param name="Problems">Models that are gone from the branch.</param>
public sealed record NumberingOutcome(IReadOnlyList<NumberedVersion> Versions, string Commit, IReadOnlyList<Diagnostic> Problems);

/// <summary>
/// Gives versions their numbers: lines in the ledgers of the branch, pushed in one commit that must be a fast-forward. Whoever pushed before us was first; the
/// numbers are then made anew on top of theirs, so that none is given twice and none is lost.
/// </summary>
public sealed class VersionNumbers(GitClone clone, string branch, TimeProvider time)
{
    private const int MostTries = 30;

    /// <summary>Sees to it that versions have numbers.</summary>
    /// <exception cref="YardException">YARD2101 to YARD2103, or what is wrong with a ledger. Nothing was pushed then.</exception>
    public async Task<NumberingOutcome> GiveAsync(IReadOnlyList<UnnumberedVersion> versions, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            await clone.FetchAsync(cancellation);
            var head = await clone.HeadAsync(branch, cancellation);
            var (numbered, files, given, problems) = await DraftAsync(head, versions, cancellation);
            if (files.Count == 0) return new NumberingOutcome(numbered, head, problems);
            var commit = await clone.CommitAsync(head, files, $"versions: {string.Join("; ", given)}", cancellation);
            if (await clone.PushAsync(commit, branch, cancellation)) return new NumberingOutcome(numbered, commit, problems);
            // Those who lost together should not come back together.
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(20, 100 * attempt)), time, cancellation);
        }

        throw GitOpsCodes.RacesLost.Failure($"'{branch}' was pushed to by somebody else in each of {MostTries} tries to add numbers to it");
    }

    private async Task<(IReadOnlyList<NumberedVersion> Numbered, IReadOnlyDictionary<string, string> Files, IReadOnlyList<string> Given, IReadOnlyList<Diagnostic> Problems)> DraftAsync(
        string head, IReadOnlyList<UnnumberedVersion> versions, CancellationToken cancellation)
    {
        var (numbered, files, given, problems) = (new List<NumberedVersion>(), new Dictionary<string, string>(), new List<string>(), new List<Diagnostic>());
        foreach (var model in versions.GroupBy(version => version.Model).OrderBy(model => model.Key, StringComparer.Ordinal))
        {
            if (!await clone.HasAsync(head, $"models/{model.Key}/model.yaml", cancellation))
            {
                problems.Add(GitOpsCodes.ModelGone.Warning(new($"models/{model.Key}"), $"'{branch}' has no model '{model.Key}' any more; its versions got no numbers"));
                continue;
            }

            var file = $"models/{model.Key}/{LedgerSpec.File}";
            var text = await clone.ReadAsync(head, file, cancellation);
            var known = LedgerText.Read(text, file);
            var numbers = known.ToDictionary(version => version.Value.Identity, version => version.Key);
            var added = new Dictionary<string, NumberedVersionSpec>();
            foreach (var version in model.DistinctBy(version => version.Identity))
            {
                var has = numbers.TryGetValue(version.Identity.ToString(), out var number);
                number ??= $"v{known.Count + added.Count + 1}";
                if (!has) added[number] = new NumberedVersionSpec { Candidate = version.Candidate, Identity = version.Identity.ToString(), Artifact = version.Artifact.ToString(), Commit = version.Commit };
                numbered.Add(new NumberedVersion(version, number, !has || known[number].Commit == version.Commit));
            }

            if (added.Count == 0) continue;
            files[file] = LedgerText.Append(text, added);
            given.Add($"{model.Key} {string.Join(", ", added.Select(version => $"{version.Key} ({version.Value.Candidate})"))}");
        }

        return (numbered, files, given, problems);
    }
}
