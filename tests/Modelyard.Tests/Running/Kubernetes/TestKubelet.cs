using System.Collections.Concurrent;
using System.Diagnostics;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Kubernetes;

/// <summary>
/// What a cluster's Job controller and kubelet do, for the server of tests: a Job gets a pod, whose container is the real StepRunner as a process of this
/// machine. Paths in pods are those of this machine, as a driver and its steps agree on them.
/// </summary>
internal sealed class TestKubelet : IAsyncDisposable
{
    private readonly TestCluster _cluster;
    private readonly ClusterConnection _connection;
    private readonly TestYard _yard;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, Process> _processes = new();
    private readonly Task _watching;

    private TestKubelet(TestCluster cluster, ClusterConnection connection, TestYard yard)
    {
        (_cluster, _connection, _yard) = (cluster, connection, yard);
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Jobs whose pods are not started, and what their pods say instead.</summary>
    public Func<V1Job, V1PodStatus?> Refuses { get; set; } = _ => null;

    /// <summary>What is waited for before a Job gets its pod.</summary>
    public Func<V1Job, Task> Delays { get; set; } = _ => Task.CompletedTask;

    /// <summary>Names of Jobs in the order of their pods.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    public static async Task<TestKubelet> StartAsync(TestCluster cluster, TestYard yard) => new(cluster, await cluster.OpenAsync(), yard);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var process in _processes.Values)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        _connection.Dispose();
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        var watch = new ResourceWatch<V1Job>(_connection, new ResourceScope());
        await foreach (var change in watch.ChangesAsync(_end.Token))
        {
            if (change.Kind == ChangeKind.Added) _ = Task.Run(() => RunAsync(change.Object));
        }
    }

    private async Task RunAsync(V1Job job)
    {
        await Delays(job);
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = job.Metadata.Name + "-pod", Labels = new Dictionary<string, string>(job.Metadata.Labels) { ["job-name"] = job.Metadata.Name } },
            Spec = job.Spec.Template.Spec,
            Status = Refuses(job) ?? Status("Running", new V1ContainerState { Running = new V1ContainerStateRunning() }),
        };
        _cluster.Objects.Put(pod);
        if (Refuses(job) is not null) return;
        Started.Enqueue(job.Metadata.Name);
        var document = job.Spec.Template.Spec.Containers[0].Args[0];
        Mount(document, job.Metadata.Annotations["modelyard.org/step"]);
        var process = Process.Start(new ProcessStartInfo(BuiltPrograms.StepRunner, [document]) { RedirectStandardOutput = true })!;
        _processes[job.Metadata.Name] = process;
        while (await process.StandardOutput.ReadLineAsync() is { } line) _cluster.Logs.Of(pod.Metadata.Name, "step").Write(TimeProvider.System.GetUtcNow(), line);
        await process.WaitForExitAsync();
        _cluster.Logs.Of(pod.Metadata.Name, "step").End();
        _cluster.Objects.Change<V1Pod>(pod.Metadata.Name, ended => ended.Status = Status("Succeeded", new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = process.ExitCode } }));
        _cluster.Objects.Change<V1Job>(job.Metadata.Name, done => done.Status = new V1JobStatus { Conditions = [new V1JobCondition { Type = process.ExitCode == 0 ? "Complete" : "Failed", Status = "True" }] });
    }

    // Where an image has its code there is nothing on this machine: the job is told where it is here.
    private void Mount(string document, string step)
    {
        var component = _yard.Graph().ByName.Single(named => named.Key.ToString() == step).Value.Component.Folder;
        var text = File.ReadAllText(document)
            .Replace("/yard/component", _yard.Folder.At(component), StringComparison.Ordinal)
            .Replace("/yard/runtime", _yard.Folder.At("pipelines/Runtimes/plain"), StringComparison.Ordinal);
        File.WriteAllText(document, text);
    }

    private static V1PodStatus Status(string phase, V1ContainerState state) => new()
    {
        Phase = phase,
        ContainerStatuses = [new V1ContainerStatus { Name = "step", Image = "registry.example/steps/one@sha256:12", State = state }],
    };
}
