using k8s;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>The object behind a <see cref="ClusterLease"/>: each change names the version that it changes, so that of two who try one wins.</summary>
/// <param name="holder">Who we are, for people; a part that is ours alone is put behind it.</param>
internal sealed class LeaseObject(ClusterConnection cluster, string name, string holder, TimeSpan duration)
{
    private const char BeforeUnique = '#';
    private readonly string _identity = $"{holder}{BeforeUnique}{Guid.NewGuid():n}";
    private V1Lease? _held;

    public static bool IsFree(V1Lease? lease) => string.IsNullOrEmpty(lease?.Spec?.HolderIdentity);

    public static LeaseHolder? Holder(V1Lease? lease) =>
        IsFree(lease) ? null : new LeaseHolder(lease!.Spec.HolderIdentity.Split(BeforeUnique)[0], lease.Spec.AcquireTime is { } since ? new DateTimeOffset(DateTime.SpecifyKind(since, DateTimeKind.Utc)) : null);

    public static TimeSpan Duration(V1Lease? lease) => TimeSpan.FromSeconds(lease?.Spec?.LeaseDurationSeconds ?? 15);

    /// <summary>Makes the lease ours; false where somebody else was faster.</summary>
    public async Task<bool> TakeAsync(V1Lease? found, CancellationToken cancellation)
    {
        var now = Now();
        var wanted = new V1Lease
        {
            ApiVersion = V1Lease.KubeGroup + "/" + V1Lease.KubeApiVersion,
            Kind = V1Lease.KubeKind,
            Metadata = found?.Metadata ?? new V1ObjectMeta { Name = name, NamespaceProperty = cluster.Namespace, Labels = ClusterLabels.Of(name, "lease") },
            Spec = new V1LeaseSpec
            {
                HolderIdentity = _identity,
                LeaseDurationSeconds = (int)duration.TotalSeconds,
                AcquireTime = now,
                RenewTime = now,
                LeaseTransitions = found is null ? 0 : (found.Spec?.LeaseTransitions ?? 0) + 1,
            },
        };
        try
        {
            _held = found is null
                ? await cluster.AskAsync(Asked("create"), (api, stop) => api.CoordinationV1.CreateNamespacedLeaseAsync(wanted, cluster.Namespace, cancellationToken: stop), cancellation)
                : await ReplaceAsync(wanted, cancellation);
            return true;
        }
        catch (YardException failed) when (IsTaken(failed))
        {
            return false;
        }
    }

    /// <summary>Shows that we live; false where the lease is no longer ours.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        try
        {
            _held!.Spec.RenewTime = Now();
            _held = await ReplaceAsync(_held, cancellation);
            return true;
        }
        catch (YardException failed) when (IsTaken(failed))
        {
            // Either somebody took it, or our own change arrived and its answer did not.
            var found = await cluster.FindAsync(Asked("get"), (api, stop) => api.CoordinationV1.ReadNamespacedLeaseAsync(name, cluster.Namespace, cancellationToken: stop), cancellation);
            if (found?.Spec?.HolderIdentity != _identity) return false;
            _held = found;
            return true;
        }
    }

    /// <summary>Gives it back. Where that fails it runs out by itself.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        try
        {
            _held!.Spec.HolderIdentity = null;
            _held.Spec.RenewTime = Now();
            _held.Spec.LeaseDurationSeconds = 1;
            await ReplaceAsync(_held, cancellation);
        }
        catch (Exception failed) when (failed is YardException or OperationCanceledException)
        {
            // Nobody waits for more than its duration.
        }
    }

    private Task<V1Lease> ReplaceAsync(V1Lease lease, CancellationToken cancellation) =>
        cluster.AskAsync(Asked("update"), (api, stop) => api.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, name, cluster.Namespace, cancellationToken: stop), cancellation);

    private ClusterRequest Asked(string verb) => new(verb, "leases.coordination.k8s.io", name, cluster.Namespace);

    private static bool IsTaken(YardException failed) =>
        failed.Diagnostics[0].Code is { } code && (code == ClusterCodes.AlreadyExists || code == ClusterCodes.ChangedMeanwhile || code == ClusterCodes.NotFound);

    /// <summary>For people to read; the API wants microseconds, and the client leaves them out of a whole second.</summary>
    private DateTime Now()
    {
        var now = cluster.Time.GetUtcNow().UtcDateTime;
        return now.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond ? now.AddMicroseconds(1) : now;
    }
}
