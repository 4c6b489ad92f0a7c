using System.Net;
using System.Text.Json.Nodes;
using Modelyard.Diagnostics;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Tests;

/// <summary>What the gateway tells of itself and of its models.</summary>
public sealed class PagesTests
{
    [Fact]
    public async Task Without_a_release_it_is_not_healthy_and_lists_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var health = await gateway.Client.GetAsync("healthz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal(TrafficCodes.NothingReleased.Id, await health.ErrorCodeAsync());
        Assert.Equal("""{"models":[]}""", await gateway.Client.GetStringAsync("v1/models", TestContext.Current.CancellationToken));
        Assert.Contains("No model is released yet.", await gateway.Client.GetStringAsync("", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_live_is_listed_and_healthy()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (one, two) = (FakeServers.Definition("dev1"), FakeServers.Definition("dev2"));
        await gateway.Rollout.ApplyAsync((one, 87.5), (two, 12.5));
        var list = await gateway.Client.GetStringAsync("v1/models", TestContext.Current.CancellationToken);
        Assert.Equal(
            "{\"models\":[{\"model\":\"toy\",\"arms\":["
            + $"{{\"arm\":\"a\",\"weight\":87.5,\"version\":\"dev1\",\"identity\":\"{one.Identity}\",\"ready\":true}},"
            + $"{{\"arm\":\"b\",\"weight\":12.5,\"version\":\"dev2\",\"identity\":\"{two.Identity}\",\"ready\":true}}]}}]}}",
            list);
        Assert.Equal("""{"status":"ready","models":1}""", await gateway.Client.GetStringAsync("healthz", TestContext.Current.CancellationToken));
        Assert.Contains("  b  12.5 %  dev2  ready\n", await gateway.Client.GetStringAsync("", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("v1/models/toy/metadata", "version")]
    [InlineData("v1/models/toy", "model_version_status")]
    public async Task Descriptions_come_from_the_greatest_arm_or_the_one_asked_for(string path, string field)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1"), 90), (FakeServers.Definition("dev2"), 10));
        foreach (var (pin, version) in ((string?, string)[])[(null, "dev1"), ("b", "dev2")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (pin is not null) request.Headers.Add(YardHeaders.Version, pin);
            using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var value = (await answer.JsonAsync())[field]!;
            Assert.Equal(version, (value is JsonArray list ? list[0]!["version"]! : value).GetValue<string>());
            Assert.Equal(version, answer.Yard(YardHeaders.Version));
        }
    }

    [Fact]
    public async Task Predictions_are_counted_and_timed_by_model_version_and_arm()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1"), 100));
        for (var i = 0; i < 3; i++) (await gateway.PredictAsync()).Dispose();
        var metrics = await gateway.MetricsAsync();
        Assert.Contains("""modelyard_gateway_requests_total{model="toy",version="dev1",arm="a",code="200",fallback="false"} 3""", metrics);
        Assert.Contains("""modelyard_gateway_request_seconds_count{model="toy",version="dev1",arm="a",fallback="false"} 3""", metrics);
        Assert.Contains("""modelyard_gateway_in_flight{model="toy"} 0""", metrics);
    }

    [Fact]
    public async Task A_taken_port_is_a_coded_error()
    {
        await using var gateway = await TestGateway.StartAsync();
        var port = gateway.Client.BaseAddress!.Port;
        var failure = await Assert.ThrowsAsync<YardException>(() => GatewayHost.StartAsync(
            new GatewayOptions { Port = port }, gateway.Routes, gateway.Servers, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.StartsWith($"error YARD5108: cannot listen on 127.0.0.1:{port}: ", failure.Message);
    }
}
