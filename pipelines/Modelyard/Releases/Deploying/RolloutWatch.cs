using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Serving.Kubernetes;

namespace Modelyard.Releases.Deploying;

/// <summary>Waits for Deployments, and says why one does not come: what keeps a pod of it, with the pod's last lines. Watches; asks nothing twice.</summary>
internal sealed class RolloutWatch : IAsyncDisposable
{
    private readonly ClusterConnection _cluster;
    private readonly ResourceCache<V1Deployment> _deployments;
    private readonly ResourceCache<V1Pod> _pods;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _following;
    private TaskCompletionSource _changed = NewSignal();

    private RolloutWatch(ClusterConnection cluster, ResourceCache<V1Deployment> deployments, ResourceCache<V1Pod> pods, TimeSpan patience)
    {
        (_cluster, _deployments, _pods, _patience) = (cluster, deployments, pods, patience);
        _following = Task.WhenAll(FollowAsync(deployments.ChangesAsync(_end.Token)), FollowAsync(pods.ChangesAsync(_end.Token)));
    }

    /// <param name="patience">How long a pod may be in trouble before its Deployment is given up: images are pulled again, nodes come.</param>
    public static async Task<RolloutWatch> StartAsync(ClusterConnection cluster, ServingPlace place, TimeSpan patience, CancellationToken cancellation)
    {
        var scope = new ResourceScope(Labels: place.Selector);
        return new RolloutWatch(
            cluster,
            await cluster.WatchAsync<V1Deployment>(scope, cancellation: cancellation),
            await cluster.WatchAsync<V1Pod>(scope, cancellation: cancellation),
            patience);
    }

    /// <summary>Waits until all pods of a Deployment are those that were applied, and answer.</summary>
    /// <param name="applied">As the server gave it back.</param>
    /// <returns>Why they do not; <see langword="null"/> when they do.</returns>
    public async Task<Diagnostic?> ReadyAsync(V1Deployment applied, CancellationToken cancellation)
    {
        var name = applied.Metadata.Name;
        long? troubled = null;
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var state = RolloutState.Of(_deployments.Objects.GetValueOrDefault(name), applied.Metadata.Generation);
            if (state.IsDone) return null;
            var trouble = state.Refused is not null || PodsOf(applied).Any(pod => PodReason.Of(pod) is not null);
            troubled = trouble ? troubled ?? _cluster.Time.GetTimestamp() : null;
            var left = troubled is { } since ? _patience - _cluster.Time.GetElapsedTime(since) : Timeout.InfiniteTimeSpan;
            if (troubled is not null && left <= TimeSpan.Zero) return DeployCodes.RolloutStalled.Error(null, $"{applied.Metadata.NamespaceProperty}/{name}: {await ReasonAsync(applied, state, cancellation)}");
            await WaitAsync(changed, left, cancellation);
        }
    }

    /// <summary>Waits until the pods of Deployments that were deleted are gone: they have finished what they had.</summary>
    public async Task GoneAsync(IReadOnlyCollection<string> deployments, CancellationToken cancellation)
    {
        if (deployments.Count == 0) return;
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (!_pods.Objects.Values.Any(pod => pod.Metadata.Labels.TryGetValue(ClusterLabels.Instance, out var instance) && deployments.Contains(instance))) return;
            await WaitAsync(changed, Timeout.InfiniteTimeSpan, cancellation);
        }
    }

    /// <summary>The gateway's pods that answer.</summary>
    public IReadOnlyList<V1Pod> Gateways() => [.. _pods.Objects.Values
        .Where(pod => pod.Metadata.Labels.TryGetValue(ClusterLabels.Component, out var component) && component == ClusterLabels.Components.Gateway && pod.Metadata.DeletionTimestamp is null)
        .Where(pod => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true)
        .OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following;
        await _deployments.DisposeAsync();
        await _pods.DisposeAsync();
        _end.Dispose();
    }

    // Those that are not ready, the newest first.
    private IEnumerable<V1Pod> PodsOf(V1Deployment deployment) => _pods.Objects.Values
        .Where(pod => pod.Metadata.Labels.TryGetValue(ClusterLabels.Instance, out var instance) && instance == deployment.Metadata.Name)
        .Where(pod => pod.Metadata.DeletionTimestamp is null && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) != true)
        .OrderByDescending(pod => pod.Metadata.CreationTimestamp);

    private async Task<string> ReasonAsync(V1Deployment deployment, RolloutState state, CancellationToken cancellation)
    {
        foreach (var pod in PodsOf(deployment))
        {
            if (await PodReason.ReadAsync(_cluster, pod, cancellation: cancellation) is { } reason) return reason.Line();
        }

        if (state.Refused is not { } said) return "its pods are not ready, and the cluster does not say why";
        var refused = ForbiddenAnswer.OfAdmission(said, new ClusterRequest("create", "pods", null, deployment.Metadata.NamespaceProperty));
        return refused is null ? said : $"{refused.Code.Id} {refused.Message}";
    }

    private async Task WaitAsync(Task changed, TimeSpan atMost, CancellationToken cancellation)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await await Task.WhenAny(changed, Task.Delay(atMost, _cluster.Time, woken.Token));
        await woken.CancelAsync();
    }

    private async Task FollowAsync<T>(IAsyncEnumerable<ResourceChange<T>> changes)
    {
        try
        {
            await foreach (var _ in changes) Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception failed)
        {
            // Whoever waits is told, and whoever is going to.
            Volatile.Read(ref _changed).TrySetException(failed);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
