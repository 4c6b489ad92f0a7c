using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Diagnostics;

namespace Modelyard.Cluster.Tests.Clusters;

public sealed class LeaseTests(TestNamespace place) : IClassFixture<TestNamespace>
{
    private static readonly LeaseOptions Short = new() { Duration = TimeSpan.FromSeconds(3) };
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_holds_it_the_next_waits_or_is_told()
    {
        var first = await ClusterLease.AcquireAsync(place.Cluster, "deploy", "ann@laptop", Short, cancellation: Stop);
        var failed = await Assert.ThrowsAsync<YardException>(() => ClusterLease.AcquireAsync(place.Cluster, "deploy", "bob@laptop", Short, cancellation: Stop));
        Assert.StartsWith($"error YARD8523: lease 'deploy' in namespace '{place.Name}' is held by ann@laptop since ", failed.Message);
        var waiting = ClusterLease.AcquireAsync(place.Cluster, "deploy", "bob@laptop", Short with { Wait = TimeSpan.FromMinutes(5) }, cancellation: Stop);

        Assert.False(first.Lost.IsCancellationRequested);
        await first.DisposeAsync();
        await using var second = await waiting;
    }

    [Fact]
    public async Task The_lease_of_one_who_was_killed_is_taken_over()
    {
        var dead = new V1Lease { Metadata = new V1ObjectMeta { Name = "dead" }, Spec = new V1LeaseSpec { HolderIdentity = "killed", LeaseDurationSeconds = 2 } };
        await place.Cluster.ApplyAsync(dead, cancellation: Stop);

        await using var lease = await ClusterLease.AcquireAsync(place.Cluster, "dead", "ann@laptop", Short, cancellation: Stop);

        Assert.False(lease.Lost.IsCancellationRequested);
    }
}
