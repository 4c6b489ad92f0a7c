using System.Diagnostics;
using System.Text.Json;
using Modelyard.Running.Contract;

namespace Modelyard.Running.Execution;

/// <summary>Runs steps as processes of this machine, each under a StepRunner of its own.</summary>
/// <param name="program">The StepRunner: <c>yard-step</c>.</param>
public sealed class ProcessStepRunner(string program, Capacity capacity) : IStepRunner
{
    private const int Terminate = 15;

    /// <inheritdoc/>
    public Capacity Capacity { get; } = capacity;

    /// <inheritdoc/>
    public async Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancellation)
    {
        var job = work.Job;
        var file = Path.Combine(work.Folder, "job.json");
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(job, StepContractJson.Default.StepJob), cancellation);

        if (job.Attached) return await RunAttachedAsync(job, file, cancellation);
        // Its standard input stays open and silent: when this process dies, however it dies, the runner sees the end of it.
        var start = new ProcessStartInfo(program, [file]) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
        using var runner = Process.Start(start) ?? throw RunCodes.RunnerFailed.Failure($"cannot start {program}");
        var complaint = runner.StandardError.ReadToEndAsync(CancellationToken.None);
        await using (cancellation.Register(() => Signal(runner))) await runner.WaitForExitAsync(CancellationToken.None);

        if (!File.Exists(job.Outcome))
        {
            if (cancellation.IsCancellationRequested) return new StepOutcome { End = StepEnd.Interrupted };
            throw RunCodes.RunnerFailed.Failure($"the step runner ended with code {runner.ExitCode} and no outcome: {(await complaint).Trim()}");
        }

        await using var outcome = File.OpenRead(job.Outcome);
        return (await JsonSerializer.DeserializeAsync(outcome, StepContractJson.Default.StepOutcome, CancellationToken.None))!;
    }

    // What its standard input is for a run, its session is here: the terminal's hang-up reaches both.
    private async Task<StepOutcome> RunAttachedAsync(StepJob job, string file, CancellationToken cancellation)
    {
        using var runner = Process.Start(new ProcessStartInfo(program, [file]) { UseShellExecute = false }) ?? throw RunCodes.RunnerFailed.Failure($"cannot start {program}");
        await using (cancellation.Register(() => Signal(runner))) await runner.WaitForExitAsync(CancellationToken.None);
        if (!File.Exists(job.Outcome)) throw RunCodes.RunnerFailed.Failure($"the step runner ended with code {runner.ExitCode} and no outcome");
        await using var outcome = File.OpenRead(job.Outcome);
        return (await JsonSerializer.DeserializeAsync(outcome, StepContractJson.Default.StepOutcome, CancellationToken.None))!;
    }

    private static void Signal(Process runner)
    {
        try
        {
            if (!runner.HasExited) NativeProcess.Kill(runner.Id, Terminate);
        }
        catch (InvalidOperationException)
        {
            // It ended between the two calls.
        }
    }
}
