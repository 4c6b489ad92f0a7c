using Modelyard.Diagnostics;
using Modelyard.Running.Contract;
using Modelyard.Running.Graph;

namespace Modelyard.Running.Execution;

/// <summary>Turns the end of an attempt into a coded reason that shows the last lines of the log.</summary>
internal static class StepFailures
{
    private const int TailLines = 12;
    private const int KillSignal = 9;

    public static void ThrowUnlessDone(StepNode node, StepOutcome outcome, StepJob job)
    {
        var failure = outcome.End switch
        {
            StepEnd.Exited when outcome.ExitCode == 0 => null,
            StepEnd.Exited or StepEnd.Killed when outcome.OutOfMemory => RunCodes.OutOfMemory.Error(
                null, $"{node} ran out of memory after {outcome.Seconds:0.0} s{(node.Resources.Memory is { } limit ? $": resources.memory is {limit}, and its container holds no more" : "")}{Tail(job.Log)}"),
            StepEnd.Exited => RunCodes.ExitCode.Error(null, $"{node} exited with code {outcome.ExitCode}; expected 0{Tail(job.Log)}"),
            StepEnd.Killed when outcome.Signal == KillSignal => RunCodes.Killed.Error(
                null, $"{node} was killed by SIGKILL after {outcome.Seconds:0.0} s at {outcome.PeakMemory >> 20} MiB, most likely by the kernel for memory{Tail(job.Log)}"),
            StepEnd.Killed => RunCodes.Killed.Error(null, $"{node} was killed by signal {outcome.Signal}{Tail(job.Log)}"),
            StepEnd.TimedOut => RunCodes.TimedOut.Error(null, $"{node} was stopped after {job.TimeoutSeconds:0.#} s, its timeout{Tail(job.Log)}"),
            StepEnd.NotStarted => RunCodes.NotStarted.Error(null, $"{node}: cannot start `{string.Join(' ', job.Command)}`: {outcome.Message}"),
            _ => RunCodes.Killed.Error(null, $"{node} was interrupted{Tail(job.Log)}"),
        };
        if (failure is not null) throw new YardException([failure]);
    }

    private static string Tail(string log)
    {
        var lines = File.Exists(log) ? File.ReadLines(log).TakeLast(TailLines).ToList() : [];
        return lines.Count == 0 ? "; it printed nothing" : string.Concat(lines.Select(line => $"\n    | {Shortened(line)}")) + $"\n    whole log: {log}";
    }

    private static string Shortened(string line) => line.Length <= 300 ? line : line[..300] + " …";
}
