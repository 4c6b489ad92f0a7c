using System.Collections.Immutable;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Running.Kubernetes;

/// <summary>The Jobs and pods of all runs in a namespace, and what refuses such pods, as they change: three watches, however many steps there are.</summary>
internal sealed class ClusterWatch : IAsyncDisposable
{
    private const string OfJob = "job-name";

    // A Job whose pods a quota or a rule refuses has nothing in its status that says so.
    private static readonly ResourceScope Refusals = new(Fields: $"involvedObject.kind=Job,reason={JobReason.RefusedEvent}");

    private readonly ClusterConnection _cluster;
    private readonly ResourceCache<V1Job> _jobs;
    private readonly ResourceCache<V1Pod> _pods;

    private readonly ResourceCache<Corev1Event> _refusals;

    private ClusterWatch(ClusterConnection cluster, ResourceCache<V1Job> jobs, ResourceCache<V1Pod> pods, ResourceCache<Corev1Event> refusals) =>
        (_cluster, _jobs, _pods, _refusals) = (cluster, jobs, pods, refusals);

    /// <summary>Jobs by name, as they are known now.</summary>
    public ImmutableDictionary<string, V1Job> Jobs => _jobs.Objects;

    /// <summary>Lists, and goes on watching.</summary>
    public static async Task<ClusterWatch> StartAsync(ClusterConnection cluster, string selector, Action<string> trouble, CancellationToken cancellation)
    {
        var scope = new ResourceScope(selector);
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            return new ClusterWatch(cluster, await OpenAsync<V1Job>(scope), await OpenAsync<V1Pod>(scope), await OpenAsync<Corev1Event>(Refusals));
        }
        catch
        {
            foreach (var watch in opened) await watch.DisposeAsync();
            throw;
        }

        async Task<ResourceCache<T>> OpenAsync<T>(ResourceScope which)
            where T : class, k8s.IKubernetesObject<V1ObjectMeta>
        {
            var watch = await cluster.WatchAsync<T>(which, failure => trouble(failure.Message), cancellation);
            opened.Push(watch);
            return watch;
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

    /// <summary>Waits until a pod of a Job cannot become anything by itself any more, and says why.</summary>
    /// <param name="waiting">Told what it waits for and who does, a pod or the Job, at each change of it; of <see langword="null"/> when it goes on.</param>
    public async Task<string> HopelessAsync(string job, Action<PodReason?, string> waiting, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var refused = TellRefusalsAsync(job, waiting, either.Token);
        try
        {
            await foreach (var change in _pods.ChangesAsync(cancellation))
            {
                if (change.Kind == ChangeKind.Deleted || !IsOf(change.Object, job)) continue;
                var trouble = PodState.Trouble(change.Object);
                if (trouble is { IsFinal: true }) return await ReasonAsync(change.Object, cancellation);
                waiting(trouble is null ? null : PodReason.Of(change.Object), change.Object.Metadata.Name);
            }
        }
        finally
        {
            await either.CancelAsync();
            await refused.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        throw new OperationCanceledException("the watch was ended");
    }

    /// <summary>Why a Job has no outcome, in one line with its code, and its pod's last lines.</summary>
    public async Task<string> ReasonAsync(V1Job job, CancellationToken cancellation) =>
        (await JobReason.ReadAsync(_cluster, job, cancellation: cancellation))?.Describe() ?? $"its Job {job.Metadata.Name} has no pod that says why";

    /// <summary>Why a pod does not run, as of a Job.</summary>
    public async Task<string> ReasonAsync(V1Pod pod, CancellationToken cancellation) =>
        (await PodReason.ReadAsync(_cluster, pod, cancellation: cancellation))?.Describe() ?? $"its pod {pod.Metadata.Name} is {pod.Status?.Phase ?? "unknown"}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();
        await _pods.DisposeAsync();
        await _refusals.DisposeAsync();
    }

    // A quota has room again when something ends, and the cluster tries by itself: nothing of this ends a Job.
    private async Task TellRefusalsAsync(string job, Action<PodReason?, string> waiting, CancellationToken cancellation)
    {
        var made = await _jobs.WaitAsync(job, now => now is not null, cancellation);
        await foreach (var change in _refusals.ChangesAsync(cancellation))
        {
            if (change.Kind == ChangeKind.Deleted || change.Object.InvolvedObject?.Uid != made!.Metadata.Uid) continue;
            if (JobReason.Of(Jobs.GetValueOrDefault(job, made), [change.Object]) is { } reason) waiting(reason, job);
        }
    }

    private static bool IsOf(V1Pod pod, string job) => pod.Metadata.Labels?.TryGetValue(OfJob, out var of) == true && of == job;
}
