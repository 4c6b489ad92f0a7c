using System.Globalization;
using Modelyard.Diagnostics;
using Modelyard.Running.Execution;
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

        var executed = training.Run.Done.Values.Count(step => !step.Cached);
        output.Line($"{executed} steps executed, {training.Run.Done.Count - executed} cached");
    }

    /// <summary>Each reason once, however many candidates it stopped.</summary>
    public static IEnumerable<Diagnostic> Problems(TrainingOutcome training) =>
        training.Run.Warnings.Concat(training.Run.Failures).Concat(training.Candidates.SelectMany(candidate => candidate.Failures)).DistinctBy(failure => failure.ToString());

    public static int ExitCode(TrainingOutcome training) =>
        training.IsComplete ? ExitCodes.Done : training.Run.Failures.Count > 0 || !training.IsRefused ? ExitCodes.Failed : ExitCodes.GateNotPassed;

    public static object Json(TrainingOutcome training) => new
    {
        run = training.Run.Run,
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
        steps = training.Run.Graph.Nodes.Select(node => Step(node.ToString(), training.Run.Done.GetValueOrDefault(node.Id))),
    };

    private static object Step(string name, StepResult? result) => new
    {
        name,
        state = result is null ? "failed" : result.Cached ? "cached" : "done",
        key = result?.Key.Digest,
        outputs = result?.Record.Outputs,
        seconds = result?.Record.Seconds.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
