using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Graph;
using Modelyard.Serving;

namespace Modelyard.Running.Execution;

/// <summary>Processes of this machine, on runtimes that are installed here.</summary>
public sealed class ProcessPlace(Workspace workspace, Provision provision) : IRunPlace
{
    /// <inheritdoc/>
    public IStepRunner Runner => workspace.Runner;

    /// <inheritdoc/>
    public IVersionServers Servers => workspace.Servers(provision);

    /// <inheritdoc/>
    public IPinnedServers Pinned => workspace.Pinned(provision);

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Warnings => [];

    /// <inheritdoc/>
    public Task<StepExecutor> ExecutorAsync(StepGraph graph, CancellationToken cancellation) => Task.FromResult(workspace.Executor(provision));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
