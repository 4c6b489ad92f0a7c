using System.Diagnostics;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Metrics;

namespace Modelyard.Gateway.Tests;

/// <summary><c>/metrics/all</c>: one exposition of everything that runs.</summary>
public sealed class AllMetricsTests
{
    private const string Served = "# HELP modelyard_server_requests_total Requests.\n# TYPE modelyard_server_requests_total counter\n"
        + "modelyard_server_requests_total{model=\"toy\",status=\"200\"} 7\n";

    [Fact]
    public async Task Every_server_s_metrics_carry_model_version_and_arm_in_one_family()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1", ("FAKE_METRICS", Served)), 90), (FakeServers.Definition("dev2", ("FAKE_METRICS", Served)), 10));
        var text = await AskAsync(gateway);
        Assert.Contains(
            "# HELP modelyard_server_requests_total Requests.\n# TYPE modelyard_server_requests_total counter\n"
            + "modelyard_server_requests_total{model=\"toy\",version=\"dev1\",arm=\"a\",status=\"200\"} 7\n"
            + "modelyard_server_requests_total{model=\"toy\",version=\"dev2\",arm=\"b\",status=\"200\"} 7\n",
            text);
        Assert.Contains("modelyard_gateway_arm_weight_ratio{model=\"toy\",version=\"dev2\",arm=\"b\"} 0.1\n", text);
        var families = Exposition.Read(text);
        Assert.Equal(families.Count, families.Select(family => family.Name).Distinct().Count());
        Assert.Single(text.Split('\n'), line => line == "# TYPE modelyard_server_requests_total counter");
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("no such format!")]
    public async Task A_server_that_is_silent_or_talks_nonsense_is_left_out_and_counted(string metrics)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayOptions { ScrapeLimit = TimeSpan.FromMilliseconds(500) });
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1", ("FAKE_METRICS", Served)), 50), (FakeServers.Definition("dev2", ("FAKE_METRICS", metrics)), 50));
        var watch = Stopwatch.StartNew();
        var text = await AskAsync(gateway);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"it took {watch.Elapsed}");
        Assert.Contains("modelyard_server_requests_total{model=\"toy\",version=\"dev1\",arm=\"a\",status=\"200\"} 7\n", text);
        Assert.Contains("modelyard_gateway_scrapes_missed_total{model=\"toy\",version=\"dev2\",arm=\"b\"} 1\n", text);
    }

    [Fact]
    public async Task A_family_of_another_type_is_left_out_and_counted()
    {
        await using var gateway = await TestGateway.StartAsync();
        var other = Served.Replace("counter", "gauge", StringComparison.Ordinal);
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1", ("FAKE_METRICS", Served)), 50), (FakeServers.Definition("dev2", ("FAKE_METRICS", other)), 50));
        var text = await AskAsync(gateway);
        Assert.DoesNotContain("modelyard_server_requests_total{model=\"toy\",version=\"dev2\"", text);
        Assert.Contains("modelyard_gateway_metric_conflicts 1\n", text);
    }

    [Fact]
    public async Task The_memory_of_a_server_is_that_of_all_its_processes()
    {
        IReadOnlyList<IMetricSource> sources = [];
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1", ("FAKE_CHILD", "1")), 100));
        sources = [new ServerMeasures(() => gateway.Servers.Servers, gateway.Routes)];
        var families = sources[0].Collect().ToDictionary(family => family.Name, family => Assert.Single(family.Samples));
        Assert.Equal(4, double.Parse(families["modelyard_server_processes"].Value)); // guard, its watcher, the server, the child
        var resident = double.Parse(families["modelyard_server_resident_memory_bytes"].Value);
        var proportional = double.Parse(families["modelyard_server_proportional_memory_bytes"].Value);
        Assert.InRange(proportional, 1 << 20, resident);
        Assert.InRange(resident, proportional, 1 << 30);
        Assert.Equal("1", families["modelyard_server_ready"].Value);
        Assert.InRange(double.Parse(families["modelyard_server_start_seconds"].Value), 0.001, 60);
        Assert.Equal(
            [new("model", "toy"), new("version", "dev1"), new MetricLabel("arm", "a")],
            families["modelyard_server_ready"].Labels);
    }

    private static Task<string> AskAsync(TestGateway gateway) => gateway.Client.GetStringAsync("metrics/all", TestContext.Current.CancellationToken);
}
