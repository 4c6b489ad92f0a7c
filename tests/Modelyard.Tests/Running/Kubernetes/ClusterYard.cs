using Modelyard.Clusters;
using Modelyard.Running.Execution;
using Modelyard.Running.Kubernetes;
using Modelyard.Specs;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Kubernetes;

/// <summary>A driver of a small repository, against the server of tests.</summary>
internal sealed class ClusterYard : IAsyncDisposable
{
    private readonly ClusterConnection _connection;
    private readonly ClusterWatch _watch;
    private readonly List<string> _log;
    private readonly List<string> _notes;

    private ClusterYard(ClusterConnection connection, ClusterWatch watch, IStepRunner runner, List<string> log, List<string> notes) =>
        (_connection, _watch, Runner, _log, _notes) = (connection, watch, runner, log, notes);

    /// <summary>What steps wrote: <c>m/c.one | line</c>.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log) return [.. _log];
        }
    }

    /// <summary>What the driver said.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_notes) return [.. _notes];
        }
    }

    public IStepRunner Runner { get; }

    /// <summary>Waits until the driver said so many lines.</summary>
    public async Task NotedAsync(int lines)
    {
        while (Notes.Count < lines) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>A driver of that name, which is all that one driver knows of another.</summary>
    public static async Task<ClusterYard> DriveAsync(TestCluster cluster, TestYard yard, string driver = "driver-1", ClusterPlaceSpec? place = null)
    {
        var connection = await cluster.OpenAsync();
        var log = new List<string>();
        var notes = new List<string>();
        var plan = Plan(yard, place ?? new ClusterPlaceSpec { Context = "test", Namespace = TestCluster.Namespace, Claim = "store" });
        var watch = await ClusterWatch.StartAsync(connection, StepJobs.Selector, notes.Add, TestContext.Current.CancellationToken);
        var runner = new ClusterStepRunner(
            connection, plan, new DriverIdentity(driver, $"uid-of-{driver}", "node-1", "plan"), watch, yard.Store, (step, line) => { lock (log) log.Add($"{step} | {line}"); }, line => { lock (notes) notes.Add(line); });
        runner.Sweep();
        return new ClusterYard(connection, watch, runner, log, notes);
    }

    public static ClusterPlan Plan(TestYard yard, ClusterPlaceSpec place) => new()
    {
        Environment = "dev",
        Registry = "registry.example/team",
        Place = place,
        Models = ["m"],
        Command = "yard run m",
        Runtimes = new Dictionary<string, StepRuntime>(),
        Steps = yard.Repository.Components.Values.ToDictionary(
            component => component.Folder, component => new JobImage($"registry.example/team/steps/{component.Spec.Name}@sha256:12", ["/yard/bin/yard-step"], new Dictionary<string, string>())),
        Servers = new Dictionary<string, JobImage>(),
    };

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        _connection.Dispose();
    }
}
