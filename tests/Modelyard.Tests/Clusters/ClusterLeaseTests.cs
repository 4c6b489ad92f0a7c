using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Clusters;

public sealed class ClusterLeaseTests
{
    private static readonly ClusterOptions Hasty = new() { Time = new HastyTime() };
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_is_held_by_one_renewed_and_given_back()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        await using (var lease = await ClusterLease.AcquireAsync(cluster, "deploy-dev", "ann@laptop", cancellation: Stop))
        {
            var held = server.Objects.Get<V1Lease>("deploy-dev")!;
            Assert.StartsWith("ann@laptop#", held.Spec.HolderIdentity);
            await UntilAsync(server, found => found.Spec.RenewTime > held.Spec.RenewTime);
            Assert.False(lease.Lost.IsCancellationRequested);
        }

        Assert.Null(server.Objects.Get<V1Lease>("deploy-dev")!.Spec.HolderIdentity);
        await using var next = await ClusterLease.AcquireAsync(cluster, "deploy-dev", "bob@laptop", cancellation: Stop);
        Assert.Equal(1, server.Objects.Get<V1Lease>("deploy-dev")!.Spec.LeaseTransitions);
    }

    [Fact]
    public async Task Who_does_not_wait_is_told_who_holds_it_and_since_when()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        await using var lease = await ClusterLease.AcquireAsync(cluster, "deploy-dev", "ann@laptop", cancellation: Stop);
        var since = server.Objects.Get<V1Lease>("deploy-dev")!.Spec.AcquireTime!.Value;

        var failed = await Assert.ThrowsAsync<YardException>(() => ClusterLease.AcquireAsync(cluster, "deploy-dev", "bob@laptop", cancellation: Stop));

        Assert.Equal($"YARD8523: lease 'deploy-dev' in namespace 'yard' is held by ann@laptop since {since:u}; it runs out 30 s after they stop renewing it", Failures.Text(failed));
    }

    [Fact]
    public async Task Who_waits_gets_it_when_it_is_given_back()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        var first = await ClusterLease.AcquireAsync(cluster, "deploy-dev", "ann@laptop", cancellation: Stop);
        var told = new TaskCompletionSource<LeaseHolder>();
        var waiting = ClusterLease.AcquireAsync(cluster, "deploy-dev", "bob@laptop", new LeaseOptions { Wait = TimeSpan.FromHours(1) }, holder => told.TrySetResult(holder), Stop);

        Assert.Equal("ann@laptop", (await told.Task).Holder);
        Assert.False(waiting.IsCompleted);
        await first.DisposeAsync();
        await using var second = await waiting;

        Assert.StartsWith("bob@laptop#", server.Objects.Get<V1Lease>("deploy-dev")!.Spec.HolderIdentity);
    }

    [Fact]
    public async Task The_lease_of_one_who_was_killed_is_taken_over_whatever_their_clock_said()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        // Their clock is years ahead: by comparing clocks it would never run out.
        server.Objects.Put(new V1Lease { Metadata = new V1ObjectMeta { Name = "deploy-dev" }, Spec = new V1LeaseSpec { HolderIdentity = "dead", LeaseDurationSeconds = 20, RenewTime = new DateTime(2099, 1, 1, 0, 0, 0, 1, DateTimeKind.Utc) } });

        await using var lease = await ClusterLease.AcquireAsync(cluster, "deploy-dev", "ann@laptop", cancellation: Stop);

        Assert.StartsWith("ann@laptop#", server.Objects.Get<V1Lease>("deploy-dev")!.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Of_many_who_try_at_once_one_gets_it()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);

        var tries = Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                return await ClusterLease.AcquireAsync(cluster, "deploy-dev", $"process {number}", cancellation: Stop);
            }
            catch (YardException failed) when (failed.Diagnostics[0].Code == ClusterCodes.LeaseHeld)
            {
                return null;
            }
        });
        var held = (await Task.WhenAll(tries)).OfType<ClusterLease>().ToList();

        await using var one = Assert.Single(held);
    }

    [Fact]
    public async Task A_lease_that_somebody_took_is_lost()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        await using var lease = await ClusterLease.AcquireAsync(cluster, "deploy-dev", "ann@laptop", cancellation: Stop);
        var lost = new TaskCompletionSource();
        lease.Lost.Register(lost.SetResult);

        server.Objects.Change<V1Lease>("deploy-dev", found => found.Spec.HolderIdentity = "thief");

        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Stop);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_lost_before_others_may_take_it()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        await using var lease = await ClusterLease.AcquireAsync(cluster, "deploy-dev", "ann@laptop", new LeaseOptions { Duration = TimeSpan.FromSeconds(3) }, cancellation: Stop);
        var lost = new TaskCompletionSource();
        lease.Lost.Register(lost.SetResult);

        server.Instead = Faults.Always(_ => true, Faults.Cut);

        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Stop);
    }

    private static async Task UntilAsync(TestCluster server, Func<V1Lease, bool> isSo)
    {
        using var watching = await server.OpenAsync();
        await using var leases = await watching.WatchAsync<V1Lease>(ResourceScope.Named("deploy-dev"), cancellation: Stop);
        await leases.WaitAsync("deploy-dev", found => found is not null && isSo(found), Stop);
    }
}
