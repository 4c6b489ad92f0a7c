using System.Globalization;
using static Modelyard.Reports.FigureText;

namespace Modelyard.Reports;

/// <summary>Says a review page, the same words in every form.</summary>
public static class ReviewWriter
{
    /// <summary>Writes the page.</summary>
    public static void Write(ReviewPage page, IPageWriter writer)
    {
        writer.Heading(1, $"{page.Model}: what changed");
        foreach (var candidate in page.Candidates) Write(candidate, writer, 2);
    }

    /// <summary>Writes what is said of one candidate.</summary>
    /// <param name="level">Of its heading; those in it are one lower.</param>
    public static void Write(CandidateReview page, IPageWriter writer, int level)
    {
        writer.Heading(level, Title(page));
        foreach (var note in page.Notes) writer.Warning(note);
        if (page.Version is not { } version) return;
        writer.Table(["metric", $" {version.Name}", " 95 %", $" {page.Against?.Name ?? "-"}", " difference", " 95 %", "so"], [.. page.Metrics.Select(Metric)]);
        var methods = page.Metrics.Select(metric => metric.Method).OfType<string>().Distinct().ToList();
        if (methods.Count > 0) writer.Line($"Intervals: {string.Join("; ", methods)}.{(page.Rows is { } rows ? $" {rows.ToString("N0", CultureInfo.InvariantCulture)} evaluation rows." : "")}");
        if (page.Paired is { } paired)
        {
            writer.Line(string.Create(CultureInfo.InvariantCulture, $"{paired.Won} rows are right now that were wrong, {paired.Lost} wrong that were right (McNemar's exact test: p {(paired.Chance < 0.001 ? "" : "= ")}{Chance(paired.Chance)})."));
        }

        WriteConfusion(page, writer, level + 1);
        WriteSlices(page, writer, level + 1);
        WriteSteps(page, version, writer, level + 1);
    }

    private static string Title(CandidateReview page) => (page.Version, page.Against) switch
    {
        (null, _) => page.Candidate,
        ({ } version, null) => $"{page.Candidate}: {version.Name} ({version.Identity.Short})",
        ({ } version, { } against) => $"{page.Candidate}: {version.Name} ({version.Identity.Short}) against {against.Name} of {against.Candidate} ({against.Identity.Short}), {page.Why}",
    };

    private static IReadOnlyList<string> Metric(MetricFigures metric) =>
    [
        metric.Name, Number(metric.Value), Range(metric.Interval), metric.Other is { } other ? Number(other) : "", metric.Difference is { } difference ? Signed(difference) : "",
        Range(metric.DifferenceInterval, signed: true), metric.Verdict,
    ];

    private static void WriteConfusion(CandidateReview page, IPageWriter writer, int level)
    {
        if (page.Confusion.Count == 0) return;
        writer.Heading(level, "Mistakes that changed most");
        writer.Table(["true", "predicted", " now", " before"], [.. page.Confusion.Select(cell => (IReadOnlyList<string>)[cell.Truth, cell.Predicted, $"{cell.Count}", $"{cell.Before}"])]);
    }

    private static void WriteSlices(CandidateReview page, IPageWriter writer, int level)
    {
        if (page.Slices is not { } slices) return;
        writer.Heading(level, "Slices that got worse");
        var sure = slices.Worse.Count(slice => slice.IsSure);
        writer.Line($"{slices.Examined} slices of 30 rows or more were looked at; {(sure == 0 ? "none is worse by more than chance" : $"{sure} {(sure == 1 ? "is" : "are")} worse by more than chance")} (Holm's correction, 0.05).");
        if (slices.Worse.Count == 0) return;
        writer.Table(
            ["column", "value", " rows", " now", " before", " p", "so"],
            [.. slices.Worse.Select(slice => (IReadOnlyList<string>)[slice.Column, slice.Value, $"{slice.Rows}", Number(slice.Figure), Number(slice.Before), Chance(slice.Chance), slice.IsSure ? "worse" : "chance"])]);
    }

    private static void WriteSteps(CandidateReview page, ReviewedVersion version, IPageWriter writer, int level)
    {
        writer.Heading(level, "Pipeline");
        var changed = page.Steps.Where(step => step.Change != "same").ToList();
        if (page.Against is not null) writer.Line(changed.Count == 0 ? "Every step is the same." : $"{page.Steps.Count - changed.Count} steps are the same.");
        if (changed.Count > 0)
        {
            writer.Table(
                ["step", "component", "change", " took", " before", " memory"],
                [.. changed.Select(step => (IReadOnlyList<string>)
                    [step.Step, step.Component, step.Reasons.Count > 0 ? string.Join("; ", step.Reasons) : step.Change, Seconds(step.Seconds), Seconds(step.Before), step.PeakMemory is { } memory ? Size(memory) : ""])]);
        }

        writer.Line($"Artifact {Size(version.Bytes)}{(page.Against is { } against ? $", before {Size(against.Bytes)}" : "")}; all steps {Seconds(version.Seconds)}{(page.Against?.Seconds is { } before ? $", before {Seconds(before)}" : "")}.");
        if (page.Against is { } other && (other.Runtime, other.Workers) != (version.Runtime, version.Workers))
        {
            writer.Line($"Served by {version.Runtime} with {version.Workers} workers, before by {other.Runtime} with {other.Workers}.");
        }
    }
}
