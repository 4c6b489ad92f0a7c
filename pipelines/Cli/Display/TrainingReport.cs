using Modelyard.Diagnostics;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Versions;

namespace Modelyard.Cli.Display;

/// <summary>What a training came to: for people, for programs, and as an exit code.</summary>
internal static class TrainingReport
{
    public static void Write(TrainingOutcome training, Output output)
    {
        foreach (var candidate in training.Candidates)
        {
            var metrics = string.Join(", ", candidate.Gates.Select(gate => gate.ToString()));
            output.Line(candidate.Version is { } version
                ? $"{candidate.Model}@{version.Name}  {candidate.Candidate}  {(candidate.IsNew ? "new" : "unchanged")}  {metrics}"
                : $"{candidate.Model}/{candidate.Candidate}: no version");
        }

        output.Line(Count(training));
    }

    /// <summary><c>3 steps executed, 15 cached</c>, and what was not done.</summary>
    public static string Count(TrainingOutcome training)
    {
        var states = training.Run.Graph.Nodes.CountBy(node => StateOf(node, training)).ToDictionary();
        string Also(string state, string word) => states.TryGetValue(state, out var count) ? $", {count} {word}" : "";
        return $"{states.GetValueOrDefault("done")} steps executed, {states.GetValueOrDefault("cached")} cached{Also("failed", "failed")}{Also("skipped", "not run")}";
    }

    /// <summary>Each reason once, however many candidates it stopped.</summary>
    public static IEnumerable<Diagnostic> Problems(TrainingOutcome training) =>
        training.Run.Warnings.Concat(training.Run.Failures).Concat(training.Candidates.SelectMany(candidate => candidate.Failures)).DistinctBy(failure => failure.ToString());

    public static int ExitCode(TrainingOutcome training) =>
        training.IsComplete ? ExitCodes.Done : training.Run.Failures.Count > 0 || !training.IsRefused ? ExitCodes.Failed : ExitCodes.GateNotPassed;

    public static object Json(TrainingOutcome training) => new
    {
        run = training.Run.Run is { Length: > 0 } run ? run : null,
        candidates = training.Candidates.Select(candidate => new
        {
            candidate.Model,
            candidate.Candidate,
            version = candidate.Version?.Name,
            identity = candidate.Version?.Manifest.Identity,
            isNew = candidate.IsNew,
            metrics = candidate.Version?.Manifest.Metrics,
            gates = candidate.Gates.Select(gate => new { gate.Metric, gate.Passed, gate.Value, atLeast = gate.Gate.AtLeast, atMost = gate.Gate.AtMost }),
            failures = candidate.Failures.Select(DiagnosticJson.Of),
        }),
        steps = training.Run.Graph.Nodes.Select(node => Step(node.ToString(), StateOf(node, training), training.Run.Done.GetValueOrDefault(node.Id))),
    };

    // What has all it needs and is not done has failed; what waits for that was never tried.
    private static string StateOf(StepNode node, TrainingOutcome training) =>
        training.Run.Done.TryGetValue(node.Id, out var result) ? (result.Cached ? "cached" : "done")
        : node.Dependencies.All(dependency => training.Run.Done.ContainsKey(dependency.Id)) ? "failed" : "skipped";

    private static object Step(string name, string state, StepResult? result) => new
    {
        name,
        state,
        key = result?.Key.Digest,
        outputs = result?.Record.Outputs,
        seconds = result is null ? (double?)null : Math.Round(result.Record.Seconds, 3),
    };
}
