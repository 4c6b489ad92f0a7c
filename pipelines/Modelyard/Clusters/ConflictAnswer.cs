using System.Text.RegularExpressions;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>What stands behind a 409: a name that is taken, a version that is old, or fields that belong to others.</summary>
internal static partial class ConflictAnswer
{
    /// <summary>Who got in the way.</summary>
    public static Diagnostic Read(V1Status status, string said, ClusterRequest asked)
    {
        if (status.Reason == "AlreadyExists") return ClusterCodes.AlreadyExists.Error(null, $"{asked}: {asked.Subject} exists already");
        var owned = (status.Details?.Causes ?? [])
            .Where(cause => cause.Reason == "FieldManagerConflict")
            .Select(cause => (Owner: Owner().Match(cause.Message ?? "") is { Success: true } match ? match.Groups[1].Value : OneLine.Of(cause.Message), cause.Field))
            .GroupBy(cause => cause.Owner, cause => cause.Field, StringComparer.Ordinal)
            .OrderBy(owner => owner.Key, StringComparer.Ordinal)
            .Select(owner => $"'{owner.Key}' owns {string.Join(", ", owner.Distinct().Order(StringComparer.Ordinal))}")
            .ToList();
        return owned.Count > 0
            ? ClusterCodes.OwnedByOthers.Error(null, $"{asked}: {string.Join("; ", owned)}")
            : ClusterCodes.ChangedMeanwhile.Error(null, $"{asked}: {said}");
    }

    [GeneratedRegex("conflicts? with \"([^\"]+)\"")]
    private static partial Regex Owner();
}
