using System.Globalization;
using Modelyard.Planning;
using static Modelyard.Reports.FigureText;

namespace Modelyard.Reports.Changes;

/// <summary>Says the report of a change, the same words in every form: a table of all models, then one section for each.</summary>
public static class ChangeReportWriter
{
    /// <summary>Writes the report.</summary>
    /// <param name="details">How many models get a section of their own; of the others the table tells.</param>
    /// <param name="whole">Where the whole report is to be had, said where models are left out.</param>
    public static void Write(ChangeReport report, IPageWriter writer, int details = int.MaxValue, string whole = "")
    {
        var plan = report.Plan;
        writer.Heading(1, plan.Models.Count == 0 ? "No model is affected" : $"{plan.Models.Count} of {plan.Models.Count + plan.Unaffected.Count} models affected");
        writer.Line($"{PlanText.Compared(plan)}.");
        WriteErrors(report, writer);
        if (plan.Models.Count == 0) return;
        ChangeTable.Write(report, writer);
        foreach (var model in report.Models.Take(details)) Write(model, report, writer);
        if (report.Models.Count > details) writer.Warning($"{report.Models.Count - details} more models are in the table above only.{(whole.Length > 0 ? $" {whole}" : "")}");
    }

    private static void WriteErrors(ChangeReport report, IPageWriter writer)
    {
        if (report.Errors.Count == 0) return;
        writer.Warning(report.Errors.Count == 1 ? "One error in the specs: what it concerns cannot be trained or released." : $"{report.Errors.Count} errors in the specs: what they concern cannot be trained or released.");
        foreach (var error in report.Errors) writer.Line(error.ToString());
    }

    private static void Write(ModelChange model, ChangeReport report, IPageWriter writer)
    {
        var planned = model.Planned;
        writer.Heading(2, $"{planned.Name}: {PlanText.Word(planned.Action)}");
        if (planned.Invalid) writer.Warning("It, or something that it uses, has errors: nothing can be run.");
        foreach (var note in model.Notes) writer.Warning(note);
        WriteReasons(planned, writer);
        foreach (var candidate in model.Candidates) CandidatePage.Write(planned.Name, candidate, writer);
        ReleasePage.Write(model, writer);
        WriteRun(model, writer);
        if (model.Reproduce is not { } command) return;
        writer.Line("To do the same here:");
        writer.Command(planned.Invalid || planned.Action != PlannedAction.Train || report.Plan.Base is null ? command : $"{command} && ./yard report --since {report.Plan.Base}");
    }

    private static void WriteReasons(PlannedModel planned, IPageWriter writer)
    {
        writer.Table(
            ["why", "needs", "what changed"],
            [.. planned.Reasons.Select(reason => (IReadOnlyList<string>)
                [PlanText.Title(reason), PlanText.Word(reason.Action), string.Join("; ", PlanText.Some([.. reason.Details.Count > 0 ? reason.Details : reason.Paths.Select(file => $"{PlanText.Sign(file.Change)} {file.Path}")]))])]);
        if (planned.ResolvedAtRun.Count > 0) writer.Line($"Resolved at run: data of {string.Join(", ", planned.ResolvedAtRun)}.");
    }

    private static void WriteRun(ModelChange model, IPageWriter writer)
    {
        if (model.Planned.Action != PlannedAction.Train || model.Planned.Reasons.Any(reason => reason.What == ReasonKind.RemovedModel)) return;
        writer.Heading(3, "Newest run");
        if (model.Run is not { } run)
        {
            writer.Line("It has no run in this store.");
            return;
        }

        writer.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Run}, {run.State.ToString().ToLowerInvariant()}: {run.Steps} steps; {run.Executed} ran, in {Seconds(run.Seconds)} together; {run.Cached} were cached, which took {Seconds(run.Saved)} when they ran{(run.Failed > 0 ? $"; {run.Failed} failed or were left out" : "")}."));
    }
}
