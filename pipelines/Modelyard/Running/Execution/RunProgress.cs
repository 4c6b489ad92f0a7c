using Modelyard.Diagnostics;
using Modelyard.Running.Graph;

namespace Modelyard.Running.Execution;

/// <summary>Where a step of a run stands.</summary>
public enum StepState
{
    /// <summary>Its inputs are not done, or there is no room.</summary>
    Waiting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It was done before.</summary>
    Cached,

    /// <summary>It ran and its outputs are committed.</summary>
    Done,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>Something that it needs failed.</summary>
    Skipped,

    /// <summary>The run was stopped while it ran or waited.</summary>
    Interrupted,
}

/// <summary>A step went from one state to another.</summary>
/// <param name="Attempt">From 1, while running.</param>
/// <param name="Seconds">Wall time of the step so far; of the execution, where it is done or cached.</param>
/// <param name="Failure">Why it failed or was skipped.</param>
public sealed record StepProgress(StepNode Node, StepState State, int Attempt, double Seconds, Diagnostic? Failure);

/// <summary>Watches a run. Called on the run's own thread, one call at a time.</summary>
public interface IRunObserver
{
    /// <summary>The run has begun; all of its steps wait.</summary>
    void Started(string run, StepGraph graph);

    /// <summary>A step changed its state.</summary>
    void Changed(StepProgress progress);

    /// <summary>The run has ended.</summary>
    void Ended();
}
