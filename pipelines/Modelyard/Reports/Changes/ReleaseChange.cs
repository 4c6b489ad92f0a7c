using Modelyard.Specs;

namespace Modelyard.Reports.Changes;

/// <summary>A release that differs from what it was.</summary>
/// <param name="Environment">Where.</param>
/// <param name="Redealt">Whether its salt changed: then every subject gets its arm anew.</param>
/// <param name="Broken">Whether the file has errors, so that what it wants cannot be told.</param>
public sealed record ReleaseChange(string Environment, IReadOnlyList<ArmChange> Arms, bool Redealt, bool Broken)
{
    /// <summary>Per cent of the subjects that get another arm, where the salt stays.</summary>
    public double Moving => Arms.Sum(arm => Math.Max(0, (arm.Weight ?? 0) - (arm.WeightBefore ?? 0)));

    /// <summary>The release of a model to one environment against a revision; <see langword="null"/> where its file is the same.</summary>
    /// <exception cref="Diagnostics.YardException">YARD2001, YARD2002.</exception>
    public static ReleaseChange? Since(Workspace workspace, string revision, string model, string environment) =>
        new BaseState(workspace.Repository, workspace.History.Since(revision)).ReleasesOf(model).FirstOrDefault(change => change.Environment == environment);

    internal static ReleaseChange Of(string model, string environment, ReleaseSpec? before, ReleaseSpec? now)
    {
        var arms = (before?.Arms.Keys ?? []).Union(now?.Arms.Keys ?? []).Select(arm => new ArmChange(
            arm, Who(now, arm), now?.Arms.GetValueOrDefault(arm)?.Weight, Who(before, arm), before?.Arms.GetValueOrDefault(arm)?.Weight));
        var redealt = before is not null && now is not null && (before.Salt ?? model) != (now.Salt ?? model);
        return new ReleaseChange(environment, [.. arms], redealt, Broken: false);
    }

    private static string? Who(ReleaseSpec? release, string arm) => release?.Arms.GetValueOrDefault(arm) is { } found ? found.Candidate ?? found.Version : null;
}

/// <summary>An arm, now and before.</summary>
/// <param name="Who">The candidate or version that answers; none where the arm is gone.</param>
/// <param name="Weight">Per cent of the subjects.</param>
public sealed record ArmChange(string Arm, string? Who, double? Weight, string? WhoBefore, double? WeightBefore);
