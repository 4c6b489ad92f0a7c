using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Serving;

namespace Modelyard.Running.Containers;

/// <summary>Containers of this machine, on images that are built from this repository. The machine itself needs no runtime of a model.</summary>
/// <param name="onHost">The same runtimes as they are on this machine, to tell whose keys agree; empty where it has none.</param>
public sealed class ContainerPlace(Workspace workspace, BuiltImages images, ContainerHost host, IReadOnlyDictionary<string, ProvisionedRuntime> onHost) : IRunPlace
{
    private readonly SortedDictionary<string, Diagnostic> _differences = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IStepRunner Runner { get; } = new ContainerStepRunner(host, images, Capacity.OfThisMachine());

    /// <inheritdoc/>
    public IVersionServers Servers { get; } = new ContainerServers(workspace, images, host);

    /// <inheritdoc/>
    public IPinnedServers Pinned => new PinnedServers(workspace.Versions, Servers, workspace.Serving, workspace.Time);

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Warnings => [.. host.Warnings, .. _differences.Values];

    /// <inheritdoc/>
    public async Task<StepExecutor> ExecutorAsync(StepGraph graph, CancellationToken cancellation)
    {
        var preparation = await images.AloneAsync(() => images.Builder.PreparationAsync(graph.Nodes, cancellation), cancellation);
        foreach (var name in graph.Nodes.Select(node => node.Component.Spec.Runtime).Distinct())
        {
            var inImage = await images.AloneAsync(() => images.Builder.Runtimes.OfAsync(name, cancellation), cancellation);
            if (onHost.TryGetValue(name, out var here) && LockDifference.Warning(name, here.Lock, inImage.Lock) is { } warning) _differences[name] = warning;
        }

        return new StepExecutor(workspace.Store, Runner, preparation, workspace.Time, Pinned);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        host.Dispose();
    }
}
