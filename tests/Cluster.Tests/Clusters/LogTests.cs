using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.TestClusters;

namespace Modelyard.Cluster.Tests.Clusters;

public sealed class LogTests(TestNamespace place) : IClassFixture<TestNamespace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_come_once_and_in_order_across_cut_connections()
    {
        await using var proxy = new CuttingProxy(place.Cluster.Address);
        using var kubeconfig = OtherKubeconfig.WithServer(proxy.Address);
        using var cut = await ClusterConnection.OpenAsync(null, place.Name, ClusterUnderTest.Options(kubeconfig.Path) with { Time = new HastyTime() }, Stop);
        await place.CreateAsync(Pods.Shell("talker", "i=0; while [ $i -lt 3000 ]; do echo line $((i / 2)); i=$((i+1)); [ $((i % 250)) -eq 0 ] && sleep 0.2; done; printf 'without an end'"));

        var lines = new List<string>();
        await foreach (var line in PodLogs.FollowAsync(cut, "talker", "step", Stop))
        {
            lines.Add(line.Text);
            if (lines.Count % 150 == 0) proxy.Cut();
        }

        Assert.Equal([.. Enumerable.Range(0, 3000).Select(number => $"line {number / 2}"), "without an end"], lines);
        Assert.InRange(proxy.Connections, 5, int.MaxValue);
    }

    [Fact]
    public async Task The_last_lines_of_a_failure_are_told()
    {
        await place.CreateAsync(Pods.Shell("failing", "echo one; echo two; echo three >&2; exit 7"));
        await using var pods = await place.Cluster.WatchAsync<V1Pod>(ResourceScope.Named("failing"), cancellation: Stop);
        var pod = await pods.WaitAsync("failing", found => found?.Status?.Phase == "Failed", Stop);

        var reason = await PodReason.ReadAsync(place.Cluster, pod!, 2, Stop);

        Assert.Equal("container 'step' ended with exit code 7", reason!.Text);
        Assert.Equal(["two", "three"], reason.LastLines);
    }
}
