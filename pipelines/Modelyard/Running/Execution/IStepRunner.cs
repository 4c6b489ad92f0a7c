using Modelyard.Running.Contract;

namespace Modelyard.Running.Execution;

/// <summary>Where steps run: a process here, a container here, a Job on a cluster. The contract is the same.</summary>
public interface IStepRunner
{
    /// <summary>The machine's room for steps that run at once.</summary>
    Capacity Capacity { get; }

    /// <summary>Runs one attempt to its end. Cancelling tells the step to stop and returns once it has.</summary>
    Task<StepOutcome> RunAsync(StepJob job, string folder, CancellationToken cancellation);
}

/// <summary>Processor cores and bytes of memory.</summary>
public sealed record Capacity(int Cpus, long Memory)
{
    /// <summary>What this machine, or the control group it is in, has.</summary>
    public static Capacity OfThisMachine() => new(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
