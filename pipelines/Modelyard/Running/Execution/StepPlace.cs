using Modelyard.Running.Contract;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.Execution;

/// <summary>
/// Where a step runs, laid out for a person: its environment, a step.json with its cached inputs and empty outputs, its component's code. What
/// is run here is confined as the step is; it can write to the outputs and the scratch folder only, which go when this is disposed.
/// </summary>
/// <param name="calls">The model that the step calls, started for as long as something runs here; null where it calls none.</param>
public sealed class StepPlace(StepWork work, IStepRunner runner, (CalledVersion Version, ICalledModels Models)? calls = null) : IDisposable
{
    private const int LongestSeconds = 30 * 24 * 3600;
    private static readonly string[] Shells = ["/bin/bash", "/bin/sh"];

    /// <summary>The step's own command line: run here, it does what the step does.</summary>
    public IReadOnlyList<string> Command => work.Job.Command;

    /// <summary>The whole environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => work.Job.Environment;

    /// <summary>The step.json that YARD_STEP names.</summary>
    public string Document => work.Job.Environment["YARD_STEP"];

    /// <summary>Runs a command, or a shell where none is given, on this process's own terminal, input and output.</summary>
    /// <param name="terminal">TERM of a shell; none for a command, which gets nothing that the step does not get.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">The model that the step calls cannot be started.</exception>
    public async Task<StepOutcome> RunAsync(IReadOnlyList<string> command, string? terminal, CancellationToken cancellation)
    {
        await using var called = calls is { } asked ? await asked.Models.StartAsync(asked.Version, cancellation) : null;
        var here = called is null ? work.Job : called.ToldTo(work.Job, calls!.Value.Version);
        var environment = new SortedDictionary<string, string>(here.Environment.ToDictionary(), StringComparer.Ordinal);
        if (command.Count == 0 && terminal is not null) environment["TERM"] = terminal;
        return await runner.RunAsync(
            work with
            {
                Job = here with
                {
                    Command = command.Count > 0 ? command : [Shells.FirstOrDefault(File.Exists) ?? Shells[^1]],
                    Environment = environment,
                    Attached = true,
                    TimeoutSeconds = LongestSeconds,
                },
            },
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => StagingArea.Remove(work.Folder);
}
