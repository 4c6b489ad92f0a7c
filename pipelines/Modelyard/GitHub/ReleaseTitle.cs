using Modelyard.Reports.Changes;

namespace Modelyard.GitHub;

/// <summary>What the pull request of a release is called.</summary>
public static class ReleaseTitle
{
    /// <summary><c>release: item-photo v8 at 10 %</c>: the arms that another version answers for now, else those that grew, else that it goes.</summary>
    /// <returns><see langword="null"/> where the release is what it was.</returns>
    public static string? Of(string model, ReleaseChange change)
    {
        var other = change.Arms.Where(arm => arm.Who is not null && arm.Who != arm.WhoBefore).ToList();
        var grown = other.Count > 0 ? other : [.. change.Arms.Where(arm => arm.Who is not null && arm.Weight > (arm.WeightBefore ?? 0))];
        if (grown.Count > 0) return $"release: {model} {string.Join(", ", grown.Select(arm => FormattableString.Invariant($"{Short(arm.Who!)} at {arm.Weight:0.##} %")))}";
        if (change.Arms.Any(arm => arm.Who is null)) return change.Arms.All(arm => arm.Who is null) ? $"release: {model} no more" : $"release: {model} without {string.Join(", ", change.Arms.Where(arm => arm.Who is null).Select(arm => Short(arm.WhoBefore!)))}";
        return change.Redealt ? $"release: {model} dealt anew" : null;
    }

    // Of v8@sha256:… the number says enough.
    private static string Short(string version) => version.StartsWith("sha256:", StringComparison.Ordinal) ? version["sha256:".Length..][..12] : version.Split('@')[0];
}
