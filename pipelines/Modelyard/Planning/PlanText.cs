namespace Modelyard.Planning;

/// <summary>A plan for people.</summary>
public static class PlanText
{
    private const int Shown = 6;

    /// <summary>Writes the affected models, each with its reasons.</summary>
    public static void Write(Plan plan, TextWriter writer)
    {
        var total = plan.Models.Count + plan.Unaffected.Count;
        writer.WriteLine($"{Compared(plan)}: {(plan.Models.Count == 0 ? "no model is affected" : $"{plan.Models.Count} of {total} {(total == 1 ? "model is" : "models are")} affected")}.");
        var width = plan.Models.Select(model => model.Name.Length).DefaultIfEmpty().Max();
        foreach (var model in plan.Models)
        {
            writer.WriteLine();
            writer.WriteLine($"{model.Name.PadRight(width)}  {Word(model.Action)}{(model.Invalid ? "  (has errors: see yard validate)" : "")}");
            foreach (var reason in model.Reasons) Write(reason, model.Action, writer);
            if (model.ResolvedAtRun.Count > 0) writer.WriteLine($"  resolved at run: data of {string.Join(", ", model.ResolvedAtRun)}");
            foreach (var search in model.Searches) Write(search, writer);
        }
    }

    internal static string Compared(Plan plan)
    {
        var commit = plan.Base?[..Math.Min(plan.Base.Length, 10)];
        return plan.Since is null
            ? commit is null ? "Nothing committed yet" : $"Working tree against HEAD ({commit})"
            : $"Working tree against the merge base with {plan.Since} ({commit})";
    }

    private static void Write(PlanReason reason, PlannedAction action, TextWriter writer)
    {
        writer.WriteLine($"  {Title(reason)}{(reason.Action == action ? "" : $"  ({Word(reason.Action)})")}");
        foreach (var line in Some([.. reason.Details])) writer.WriteLine($"    {line}");
        foreach (var line in Some([.. reason.Paths.Select(file => $"{Sign(file.Change)} {file.Path}")])) writer.WriteLine($"    {line}");
    }

    // Every trial is shown: they are what a run will do.
    private static void Write(PlannedSearch search, TextWriter writer)
    {
        writer.WriteLine($"  search of {search.Step}: {search.Trials.Count} trial{(search.Trials.Count == 1 ? "" : "s")} drawn by seed {search.Seed}");
        foreach (var (index, trial) in search.Trials.Index())
        {
            writer.WriteLine($"    {index + 1}  {string.Join(", ", trial.Select(parameter => $"{parameter.Key} {parameter.Value?.ToJsonString()}"))}");
        }
    }

    internal static IEnumerable<string> Some(IReadOnlyList<string> lines) =>
        lines.Count <= Shown ? lines : [.. lines.Take(Shown - 1), $"… and {lines.Count - Shown + 1} more"];

    internal static string Title(PlanReason reason) => reason.What switch
    {
        ReasonKind.NewModel => "new model",
        ReasonKind.RemovedModel => "removed model",
        ReasonKind.ModelCode or ReasonKind.Texts or ReasonKind.ModelSpec or ReasonKind.Samples or ReasonKind.Versions => reason.Subject,
        ReasonKind.Component => $"component {reason.Subject}",
        ReasonKind.Runtime => $"runtime {reason.Subject}",
        ReasonKind.CalledModel => $"called model {reason.Subject}",
        ReasonKind.ServingRuntime => $"serving runtime {reason.Subject}",
        ReasonKind.Server => $"server {reason.Subject}",
        ReasonKind.Release => $"release {reason.Subject}",
        ReasonKind.Environment => $"environment {reason.Subject}",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason.What, "unknown kind of reason"),
    };

    internal static string Word(PlannedAction action) => action.ToString().ToLowerInvariant();

    internal static char Sign(FileChange change) => change switch { FileChange.Added => '+', FileChange.Removed => '-', _ => '~' };
}
