using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>
/// A lease of the cluster (coordination.k8s.io) that one process holds at a time. It is renewed in the background and given back at the end. That
/// another's has run out is told by its standing still, on our clock, for as long as it is to last; clocks of two machines are never compared (decision 0024).
/// </summary>
public sealed class ClusterLease : IAsyncDisposable
{
    private readonly LeaseObject _object;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;

    private ClusterLease(LeaseObject held, TimeSpan duration, TimeProvider time, long renewed)
    {
        (_object, _duration, _time) = (held, duration, time);
        _renewing = RenewAsync(renewed);
    }

    /// <summary>Cancelled when the lease is no longer ours, before anybody else can have it: whatever it guards must stop.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Acquires a lease.</summary>
    /// <param name="name">The lease's; made where it is not there.</param>
    /// <param name="holder">Who we are, for those who wait: <c>user@host, process 12</c>.</param>
    /// <param name="waiting">Told who holds it, whenever that changes.</param>
    /// <exception cref="YardException">Somebody holds it and lives (<c>YARD8523</c>), or the cluster refuses.</exception>
    public static async Task<ClusterLease> AcquireAsync(
        ClusterConnection cluster, string name, string holder, LeaseOptions? options = null, Action<LeaseHolder>? waiting = null, CancellationToken cancellation = default)
    {
        options ??= new LeaseOptions();
        var lease = new LeaseObject(cluster, name, holder, options.Duration);
        await using var leases = await cluster.WatchAsync<V1Lease>(ResourceScope.Named(name), cancellation: cancellation);
        var began = cluster.Time.GetTimestamp();
        LeaseHolder? told = null;
        for (var isAlive = false; ;)
        {
            var found = leases.Objects.GetValueOrDefault(name);
            var asked = cluster.Time.GetTimestamp();
            if (LeaseObject.IsFree(found) && await lease.TakeAsync(found, cancellation)) return new ClusterLease(lease, options.Duration, cluster.Time, asked);

            var lasting = LeaseObject.Duration(found);
            if (LeaseObject.Holder(found) is { } other)
            {
                if (isAlive && cluster.Time.GetElapsedTime(began) >= options.Wait)
                {
                    throw ClusterCodes.LeaseHeld.Failure(
                        $"lease '{name}' in namespace '{cluster.Namespace}' is held by {other.Holder} since {other.Since?.UtcDateTime:u}; it runs out {lasting.TotalSeconds:0} s after they stop renewing it");
                }

                if (other != told) waiting?.Invoke(told = other);
            }

            if (await HasChangedAsync(leases, name, found, lasting, cluster.Time, cancellation))
            {
                isAlive = true;
                continue;
            }

            asked = cluster.Time.GetTimestamp();
            if (await lease.TakeAsync(found, cancellation)) return new ClusterLease(lease, options.Duration, cluster.Time, asked);
        }
    }

    /// <summary>What to throw where <see cref="Lost"/> stopped the work.</summary>
    public static YardException LostFailure(string name) => ClusterCodes.LeaseLost.Failure($"lease '{name}' could not be renewed in time, or was taken by somebody else");

    /// <summary>Stops renewing and gives the lease back, where it is still ours.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewing;
        if (!_lost.IsCancellationRequested)
        {
            using var late = new CancellationTokenSource(_duration, _time);
            await _object.ReleaseAsync(late.Token);
        }

        _end.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(long renewed)
    {
        // Ours ends before others see it standing still for its whole duration.
        var safe = _duration * 0.8;
        try
        {
            while (true)
            {
                await Task.Delay(_duration / 3, _time, _end.Token);
                var asked = _time.GetTimestamp();
                var left = safe - _time.GetElapsedTime(renewed);
                if (left <= TimeSpan.Zero) break;
                using var late = new CancellationTokenSource(left, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _end.Token);
                try
                {
                    if (!await _object.RenewAsync(either.Token)) break;
                    renewed = asked;
                }
                catch (Exception failed) when (failed is YardException || (failed is OperationCanceledException && !_end.IsCancellationRequested))
                {
                    // Tried again while there is time.
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return;
        }

        await _lost.CancelAsync();
    }

    /// <summary>Whether a lease changed before it stood still for as long as it is to last.</summary>
    private static async Task<bool> HasChangedAsync(
        ResourceCache<V1Lease> leases, string name, V1Lease? found, TimeSpan lasting, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(lasting, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await leases.WaitAsync(name, now => now?.Metadata.ResourceVersion != found?.Metadata.ResourceVersion, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
