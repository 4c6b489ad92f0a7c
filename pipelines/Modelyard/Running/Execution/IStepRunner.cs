using Modelyard.Content;
using Modelyard.Running.Contract;
using Modelyard.Running.Graph;

namespace Modelyard.Running.Execution;

/// <summary>Where steps run: a process here, a container here, a Job on a cluster. The contract is the same.</summary>
public interface IStepRunner
{
    /// <summary>The machine's room for steps that run at once.</summary>
    Capacity Capacity { get; }

    /// <summary>Cores that a step gets.</summary>
    int CpusFor(StepNode node) => Math.Min(node.Resources.Cpus, Capacity.Cpus);

    /// <summary>
    /// Whether attempts outlive who started them: then cancelling leaves them alone, and whoever comes next takes them up by their keys.
    /// </summary>
    bool Outlives => false;

    /// <summary>Whether steps take variables of secrets over from this process; else the place has them.</summary>
    bool LendsVariables => true;

    /// <summary>Says that this step is wanted here too, before its key is waited for: what runs of it then goes on when others lose interest.</summary>
    Task JoinAsync(StepNode node, Digest key, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// The folder of an attempt at a step, in the store's staging area: of one that is under way or has ended and was not looked at, else of a new one;
    /// <see langword="null"/> where any new folder will do. Called by who holds the key.
    /// </summary>
    Task<string?> FolderAsync(StepNode node, Digest key, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>Runs one attempt to its end. Cancelling tells the step to stop and returns once it has, unless attempts outlive it.</summary>
    Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancellation);
}

/// <summary>One attempt at a step, laid out: what a runner needs to do it.</summary>
/// <param name="Node">What the work is.</param>
/// <param name="Job">What is asked of the StepRunner, with paths of this machine.</param>
/// <param name="Folder">The attempt's own folder.</param>
/// <param name="Code">The copies that it runs from.</param>
/// <param name="Inputs">The folders that it reads.</param>
public sealed record StepWork(StepNode Node, StepJob Job, string Folder, StepCode Code, IReadOnlyList<string> Inputs);

/// <summary>Processor cores and bytes of memory.</summary>
public sealed record Capacity(int Cpus, long Memory)
{
    /// <summary>What this machine, or the control group it is in, has.</summary>
    public static Capacity OfThisMachine() => new(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
