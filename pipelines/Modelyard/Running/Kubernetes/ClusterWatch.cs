using System.Collections.Immutable;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Running.Kubernetes;

/// <summary>The Jobs and pods of all runs in a namespace, as they change: two watches, however many steps there are.</summary>
internal sealed class ClusterWatch : IAsyncDisposable
{
    private const string OfJob = "job-name";

    private readonly ClusterConnection _cluster;
    private readonly ResourceCache<V1Job> _jobs;
    private readonly ResourceCache<V1Pod> _pods;

    private ClusterWatch(ClusterConnection cluster, ResourceCache<V1Job> jobs, ResourceCache<V1Pod> pods) => (_cluster, _jobs, _pods) = (cluster, jobs, pods);

    /// <summary>Jobs by name, as they are known now.</summary>
    public ImmutableDictionary<string, V1Job> Jobs => _jobs.Objects;

    /// <summary>Lists, and goes on watching.</summary>
    public static async Task<ClusterWatch> StartAsync(ClusterConnection cluster, string selector, Action<string> trouble, CancellationToken cancellation)
    {
        var scope = new ResourceScope(selector);
        var jobs = await cluster.WatchAsync<V1Job>(scope, failure => trouble(failure.Message), cancellation);
        try
        {
            return new ClusterWatch(cluster, jobs, await cluster.WatchAsync<V1Pod>(scope, failure => trouble(failure.Message), cancellation));
        }
        catch
        {
            await jobs.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a Job is as wanted; <see langword="null"/> stands for one that is not there.</summary>
    public Task<V1Job?> AwaitJobAsync(string name, Func<V1Job?, bool> isWanted, CancellationToken cancellation) => _jobs.WaitAsync(name, isWanted, cancellation);

    /// <summary>Waits until a Job that was made is over; <see langword="null"/> where it was deleted.</summary>
    public async Task<V1Job?> AwaitEndAsync(string name, CancellationToken cancellation)
    {
        // Who made it knows of it before the watch does.
        await _jobs.WaitAsync(name, job => job is not null, cancellation);
        return await _jobs.WaitAsync(name, job => job is null || JobState.IsFinished(job), cancellation);
    }

    /// <summary>The newest pod of a Job.</summary>
    public V1Pod? PodOf(string job) => _pods.Objects.Values.Where(pod => IsOf(pod, job)).OrderBy(pod => pod.Metadata.CreationTimestamp).LastOrDefault();

    /// <summary>Waits until a pod of this name is as wanted; <see langword="null"/> stands for one that is not there.</summary>
    public async Task<V1Pod?> AwaitServerAsync(string name, Func<V1Pod?, bool> isWanted, CancellationToken cancellation)
    {
        // It was just made: that it is not there yet means nothing.
        await _pods.WaitAsync(name, pod => pod is not null, cancellation);
        return await _pods.WaitAsync(name, isWanted, cancellation);
    }

    /// <summary>A pod by its name.</summary>
    public V1Pod? Server(string name) => _pods.Objects.GetValueOrDefault(name);

    /// <summary>Waits for the first pod of a Job; <see langword="null"/> where the Job is over without one.</summary>
    public Task<V1Pod?> AwaitPodAsync(string job, CancellationToken cancellation) => AwaitPodAsync(job, new HashSet<string>(), cancellation);

    /// <summary>The same, of a pod with none of these names.</summary>
    public async Task<V1Pod?> AwaitPodAsync(string job, IReadOnlySet<string> but, CancellationToken cancellation)
    {
        await foreach (var change in _pods.ChangesAsync(cancellation))
        {
            if (change.Kind != ChangeKind.Deleted && IsOf(change.Object, job) && !but.Contains(change.Object.Metadata.Name)) return change.Object;
        }

        return null;
    }

    /// <summary>Waits until a pod of a Job cannot become anything by itself any more, and says why; told of what only may be so.</summary>
    public async Task<string> HopelessAsync(string job, Action<string> waiting, CancellationToken cancellation)
    {
        var told = "";
        await foreach (var change in _pods.ChangesAsync(cancellation))
        {
            if (change.Kind == ChangeKind.Deleted || !IsOf(change.Object, job) || PodState.Trouble(change.Object) is not { } trouble) continue;
            if (trouble.IsFinal) return await ReasonAsync(change.Object, cancellation);
            if (trouble.Reason == told) continue;
            told = trouble.Reason;
            waiting(await ReasonAsync(change.Object, cancellation));
        }

        throw new OperationCanceledException("the watch was ended");
    }

    /// <summary>Why a Job has no outcome, in one line with its pod's last lines.</summary>
    public async Task<string> ReasonAsync(V1Job job, CancellationToken cancellation)
    {
        if (PodOf(job.Metadata.Name) is { } pod) return await ReasonAsync(pod, cancellation);
        return JobState.FailureOf(job) is { } reason ? $"its Job failed: {reason}" : $"its Job {job.Metadata.Name} has no pod";
    }

    /// <summary>Why a pod does not run.</summary>
    public async Task<string> ReasonAsync(V1Pod pod, CancellationToken cancellation) =>
        await PodReason.ReadAsync(_cluster, pod, cancellation: cancellation) is { } reason
            ? reason.Text + string.Concat(reason.LastLines.Select(line => $"\n    | {line}"))
            : $"its pod {pod.Metadata.Name} is {pod.Status?.Phase ?? "unknown"}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();
        await _pods.DisposeAsync();
    }

    private static bool IsOf(V1Pod pod, string job) => pod.Metadata.Labels?.TryGetValue(OfJob, out var of) == true && of == job;
}
