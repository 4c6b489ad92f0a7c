using k8s;
using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.TestClusters;

namespace Modelyard.Cluster.Tests.Clusters;

public sealed class WatchTests(TestNamespace place) : IClassFixture<TestNamespace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cut_connections_lose_no_update()
    {
        await using var proxy = new CuttingProxy(place.Cluster.Address);
        using var kubeconfig = OtherKubeconfig.WithServer(proxy.Address);
        using var cut = await ClusterConnection.OpenAsync(null, place.Name, ClusterUnderTest.Options(kubeconfig.Path) with { Time = new HastyTime() }, Stop);
        var scope = new ResourceScope(ClusterLabels.Selector((ClusterLabels.Model, "cut")));
        await using var maps = await cut.WatchAsync<V1ConfigMap>(scope, cancellation: Stop);
        var seen = new List<string>();
        var reading = Task.Run(async () =>
        {
            await foreach (var change in maps.ChangesAsync(Stop))
            {
                seen.Add(change.Object.Metadata.ResourceVersion);
                if (change.Object.Data["value"] == "last") break;
            }
        }, Stop);

        var made = new List<string>();
        for (var round = 0; round < 200; round++)
        {
            made.Add((await place.Cluster.ApplyAsync(Map($"map-{round % 5}", round == 199 ? "last" : $"{round}"), cancellation: Stop)).Metadata.ResourceVersion);
            if (round % 2 == 0) continue;
            await (await Task.WhenAny(proxy.ConnectedAsync(Stop), reading));
            proxy.Cut();
        }

        await reading;
        Assert.Equal(made, seen);
        Assert.InRange(proxy.Connections, 50, int.MaxValue);
    }

    [Fact]
    public async Task A_job_is_followed_to_its_end()
    {
        await using var jobs = await place.Cluster.WatchAsync<V1Job>(ResourceScope.Named("short"), cancellation: Stop);
        await place.Cluster.AskAsync(new ClusterRequest("create", "jobs.batch", "short", place.Name), (api, stop) => api.BatchV1.CreateNamespacedJobAsync(Pods.Job("short", "exit 0"), place.Name, cancellationToken: stop), Stop);

        var ended = await jobs.WaitAsync("short", job => job?.Status?.Succeeded == 1, Stop);

        Assert.NotNull(ended);
    }

    private static V1ConfigMap Map(string name, string value) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { [ClusterLabels.Model] = "cut" } },
        Data = new Dictionary<string, string> { ["value"] = value },
    };
}
