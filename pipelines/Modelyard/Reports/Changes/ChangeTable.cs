using Modelyard.Planning;
using static Modelyard.Reports.FigureText;

namespace Modelyard.Reports.Changes;

/// <summary>Every affected model in one line.</summary>
internal static class ChangeTable
{
    private const int MostCandidates = 4;
    private const string Usual = "accuracy";

    public static void Write(ChangeReport report, IPageWriter writer) => writer.Table(
        ["model", "needs", "why", "result", "traffic"],
        [.. report.Models.Select(model => (IReadOnlyList<string>)[model.Planned.Name, Needs(model.Planned), Why(model.Planned), Result(model), Traffic(model)])]);

    private static string Needs(PlannedModel planned) => planned.Invalid ? $"{PlanText.Word(planned.Action)} (has errors)" : PlanText.Word(planned.Action);

    private static string Why(PlannedModel planned)
    {
        var rest = planned.Reasons.Count - 1;
        return $"{PlanText.Title(planned.Reasons[0])}{(rest > 0 ? $" and {rest} more" : "")}";
    }

    private static string Result(ModelChange model)
    {
        var shown = model.Candidates.Take(MostCandidates).Select(candidate => Result(candidate.Review));
        return string.Join("; ", model.Candidates.Count > MostCandidates ? shown.Append($"{model.Candidates.Count - MostCandidates} more candidates") : shown);
    }

    private static string Result(CandidateReview review)
    {
        if (review.Version is not { } version) return $"{review.Candidate} has no version yet";
        if (review.Metrics.Count == 0) return $"{review.Candidate} {version.Name}";
        var metric = review.Metrics.FirstOrDefault(metric => metric.Name == Usual) ?? review.Metrics[0];
        var difference = metric.Difference is { } known ? $" ({string.Join(' ', ((string[])[Signed(known), metric.Verdict]).Where(word => word.Length > 0))})" : "";
        return $"{review.Candidate} {version.Name}: {metric.Name} {Number(metric.Value)}{difference}";
    }

    private static string Traffic(ModelChange model) => string.Join("; ", model.Releases.Select(release => release switch
    {
        { Broken: true } => $"{release.Environment} has errors",
        { Redealt: true } => $"{release.Environment}: everybody is dealt anew",
        { Arms: var arms } when arms.All(arm => arm.Who is null) => $"{release.Environment}: nobody any more",
        _ => $"{release.Environment}: {Percent(release.Moving)} move",
    }));
}
