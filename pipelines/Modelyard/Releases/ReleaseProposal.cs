using Modelyard.Diagnostics;
using Modelyard.Specs;
using Modelyard.Versions.Numbers;

namespace Modelyard.Releases;

/// <summary>
/// What automation asks people to merge once a version has a number: an arm of the version's own with a small share of the traffic, named after its number. A challenger of
/// the same candidate that still has no more than that share gives its arm up.
/// </summary>
public static class ReleaseProposal
{
    /// <summary>The share of a new version, in per cent.</summary>
    public const decimal Share = 10;

    /// <summary>A release file with some versions in it.</summary>
    /// <param name="file">For messages: relative to the root.</param>
    /// <param name="text">The file as it is.</param>
    /// <param name="ledger">Number → version of this model, the new ones included.</param>
    /// <param name="versions">Newly numbered versions of this model.</param>
    /// <returns>The text, and the versions that are new in it; <see langword="null"/> where it has them all.</returns>
    /// <exception cref="YardException">YARD5001: the file has a form that cannot be edited.</exception>
    public static (string Text, IReadOnlyList<NumberedVersion> Versions)? With(
        string file, string text, IReadOnlyDictionary<string, NumberedVersionSpec> ledger, IReadOnlyList<NumberedVersion> versions)
    {
        var proposed = new List<NumberedVersion>();
        foreach (var version in versions)
        {
            var release = ReleaseText.Parse(file, text);
            // An arm that names the candidate stands for this version already.
            if (release.Weights.Any(arm => arm.Version?.Split('@')[0] == version.Number || arm.Candidate == version.Version.Candidate)) continue;
            text = release.Weights.FirstOrDefault(arm => IsEarlier(arm, version, ledger)) is { } earlier
                ? release.Exchange(earlier.Arm, version.Number, version.Pin)
                : ReleaseEditor.Edit(file, release.Add(version.Number, version.Pin), new Dictionary<string, decimal> { [version.Number] = Share }).Text;
            proposed.Add(version);
        }

        return proposed.Count > 0 ? (text, proposed) : null;
    }

    private static bool IsEarlier(ArmWeight arm, NumberedVersion version, IReadOnlyDictionary<string, NumberedVersionSpec> ledger) =>
        arm.Value is > 0 and <= Share && arm.Version is { } pin && pin.Split('@')[0] == arm.Arm && ledger.TryGetValue(arm.Arm, out var known) && known.Candidate == version.Version.Candidate;
}
