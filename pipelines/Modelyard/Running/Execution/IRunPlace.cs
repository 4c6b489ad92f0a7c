using Modelyard.Diagnostics;
using Modelyard.Running.Graph;
using Modelyard.Serving;

namespace Modelyard.Running.Execution;

/// <summary>Where the steps and servers of models run: as processes of this machine, or in containers of it.</summary>
public interface IRunPlace : IDisposable
{
    /// <summary>Runs attempts at steps.</summary>
    IStepRunner Runner { get; }

    /// <summary>Says what servers of versions are.</summary>
    IVersionServers Servers { get; }

    /// <summary>Starts servers of exact versions.</summary>
    IPinnedServers Pinned { get; }

    /// <summary>What is not as it should be here, as far as it is known by now.</summary>
    IReadOnlyList<Diagnostic> Warnings { get; }

    /// <summary>Does the steps of a graph.</summary>
    Task<StepExecutor> ExecutorAsync(StepGraph graph, CancellationToken cancellation);
}
