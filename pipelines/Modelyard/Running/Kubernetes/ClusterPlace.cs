using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Images.Builder;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Serving;

namespace Modelyard.Running.Kubernetes;

/// <summary>A cluster, as its driver sees it: steps are Jobs, servers that bless are pods, the store is the volume that all of them share.</summary>
internal sealed class ClusterPlace : IRunPlace, IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly ClusterPlan _plan;
    private readonly ClusterWatch _watch;
    private readonly ClusterStepRunner _runner;

    private ClusterPlace(Workspace workspace, ClusterPlan plan, ClusterWatch watch, ClusterStepRunner runner, PodServers servers) =>
        (_workspace, _plan, _watch, _runner, Pinned) = (workspace, plan, watch, runner, servers);

    /// <inheritdoc/>
    public IStepRunner Runner => _runner;

    /// <inheritdoc/>
    public IVersionServers Servers => throw new NotSupportedException("a driver serves nothing but what it blesses");

    /// <inheritdoc/>
    public IPinnedServers Pinned { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Warnings => [];

    /// <summary>Begins to watch the namespace, and clears up after drivers that were killed.</summary>
    public static async Task<ClusterPlace> OpenAsync(
        ClusterConnection cluster, Workspace workspace, ClusterPlan plan, DriverIdentity driver, Action<StepName, string> log, Action<string> note, CancellationToken cancellation)
    {
        var watch = await ClusterWatch.StartAsync(cluster, StepJobs.Selector, note, cancellation);
        var runner = new ClusterStepRunner(cluster, plan, driver, watch, workspace.Store, log, note);
        runner.Sweep();
        return new ClusterPlace(workspace, plan, watch, runner, new PodServers(cluster, plan, driver, watch, workspace.Store, workspace.Versions, note));
    }

    /// <inheritdoc/>
    public Task<StepExecutor> ExecutorAsync(StepGraph graph, CancellationToken cancellation)
    {
        var known = graph.Nodes
            .Select(node => (node.Id, Source: node.Names.Select(name => _plan.Sources.GetValueOrDefault(name.ToString())).FirstOrDefault(source => source is not null)))
            .Where(node => node.Source is not null)
            .ToDictionary(node => node.Id, node => node.Source!.Fingerprint);
        var preparation = new StepPreparation(_workspace.Store, _workspace.Trees, _workspace.Root, _plan.Runtimes, new BuiltInImages());
        return Task.FromResult(new StepExecutor(_workspace.Store, Runner, preparation, _workspace.Time, Pinned, known));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    // Components in C# were built where the plan was made; their images have them.
    private sealed class BuiltInImages : IProgramBuilds
    {
        public Task<string> ProgramOfAsync(string folder, StepRuntime runtime, StepCode code, CancellationToken cancellation) => Task.FromResult(ImagePlaces.Program);
    }
}
