using System.Text.Json;
using Modelyard.Running.Contract;
using Modelyard.Running.Execution;

namespace Modelyard.Running.Containers;

/// <summary>
/// Runs steps in containers of this machine, each in its image and under the same StepRunner as a process would be: inputs and code read-only, no
/// network unless the step declares it, limits of its resources, nobody's user, no rights.
/// </summary>
public sealed class ContainerStepRunner(ContainerHost host, IStepImages images, Capacity capacity) : IStepRunner
{
    private const int Killed = 128 + KillSignal;
    private const int KillSignal = 9;

    // From the StepRunner's last SIGKILL to the end of its container.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public Capacity Capacity { get; } = capacity;

    /// <inheritdoc/>
    public async Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancellation)
    {
        var image = await images.OfAsync(work.Node, cancellation);
        var engine = await host.ReadyAsync(image, [], cancellation);
        var began = host.Time.GetTimestamp();
        var attempt = await ContainerAttempt.LayAsync(work, image, engine, host.NewName(), host.Labels, cancellation);
        try
        {
            var patience = TimeSpan.FromSeconds(work.Job.GraceSeconds) + Patience;
            var end = await new ContainerClient(host, engine).RunAsync(attempt.Run, Secrets(attempt.Job), patience, cancellation);
            attempt.TakeBack();
            if (File.Exists(attempt.Job.Outcome)) return await OutcomeAsync(attempt.Job.Outcome);
            if (cancellation.IsCancellationRequested) return new StepOutcome { End = StepEnd.Interrupted, Confined = true };
            // The kernel may have chosen the StepRunner itself.
            if (end.ExitCode == Killed)
            {
                return new StepOutcome { End = StepEnd.Killed, Signal = KillSignal, OutOfMemory = attempt.Run.Memory is not null && engine.LimitsMemory, Confined = true, Seconds = host.Time.GetElapsedTime(began).TotalSeconds };
            }

            throw ContainerCodes.StepContainer.Failure($"{work.Node}: {Path.GetFileName(engine.Program)} ended with {end.ExitCode} and no outcome: {(end.LastWords.Length > 0 ? end.LastWords : "it said nothing")}");
        }
        finally
        {
            attempt.TakeBack();
        }
    }

    // Whatever Landlock does in there, what is mounted to be read is all that the step could have spoilt.
    private static async Task<StepOutcome> OutcomeAsync(string file)
    {
        await using var outcome = File.OpenRead(file);
        return (await JsonSerializer.DeserializeAsync(outcome, StepContractJson.Default.StepOutcome, CancellationToken.None))! with { Confined = true };
    }

    private static byte[] Secrets(StepJob job) => !job.InheritedOnInput ? [] :
    [
        .. JsonSerializer.SerializeToUtf8Bytes(
            job.Inherited.ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name) ?? ""),
            SecretsJson.Default.DictionaryStringString),
        (byte)'\n',
    ];
}
