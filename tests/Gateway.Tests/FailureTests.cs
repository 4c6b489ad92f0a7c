using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Tests;

/// <summary>Servers die, hang, stay away and change under load; requests do not fail.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task No_request_fails_when_the_server_is_killed_under_load()
    {
        await using var gateway = await TestGateway.StartAsync();
        var only = FakeServers.Definition("dev1");
        await gateway.Rollout.ApplyAsync((only, 100));
        await using var load = new Load(gateway);
        await load.AnswersAsync(500);
        Signals.KillServers(gateway.Folder, "dev1");
        await load.AnswersAsync(1000);

        var answers = await load.StopAsync();
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, "dev1", null), (answer.Status, answer.Version, answer.Fallback)));
        Assert.Equal(1, gateway.Servers.Servers.Single().Restarts);
        Assert.Contains("was killed by signal 9", gateway.Servers.Servers.Single().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_dies_half_way_through_an_answer_is_asked_again()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1"), 100));
        using var answer = await gateway.PredictAsync(instance: new JsonObject { ["die"] = gateway.File("died") });

        Assert.True(File.Exists(gateway.File("died")));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("dev1", (await answer.JsonAsync())["predictions"]![0]!["label"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_server_that_stays_down_is_stood_in_for_and_the_answer_says_so()
    {
        await using var gateway = await TestGateway.StartAsync();
        var broken = FakeServers.Definition("dev1", ("FAKE_EXIT_IF", gateway.File("broken")));
        await gateway.Rollout.ApplyAsync((broken, 60), (FakeServers.Definition("dev2"), 40), (FakeServers.Definition("dev3"), 0));
        var route = gateway.Routes.Current.Routes.Single();
        var subject = Enumerable.Range(0, 100).Select(i => $"user-{i}").First(subject => route.ArmOf(subject)!.Name == "a");
        await File.WriteAllTextAsync(gateway.File("broken"), "", TestContext.Current.CancellationToken);
        Signals.KillServers(gateway.Folder, "dev1");

        using var answer = await gateway.PredictAsync(subject);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("dev2", "b", "a"), (answer.Yard(YardHeaders.Version), answer.Yard(YardHeaders.Arm), answer.Yard(YardHeaders.Fallback)));
        Assert.Contains("""modelyard_gateway_requests_total{model="toy",version="dev2",arm="b",code="200",fallback="true"} 1""", await gateway.MetricsAsync());

        using var health = await gateway.Client.GetAsync("healthz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("not ready: toy a (dev1)", (await health.JsonAsync())["error"]!["message"]!.GetValue<string>());
        Assert.Contains("cannot find the model's state", gateway.Servers.Servers[0].Problem);

        File.Delete(gateway.File("broken"));
        await gateway.Servers.SettleAsync([broken], TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () =>
        {
            using var again = await gateway.PredictAsync(subject);
            return again.Yard(YardHeaders.Arm) == "a" && again.Yard(YardHeaders.Fallback) is null;
        });
    }

    [Fact]
    public async Task A_version_that_is_asked_for_by_name_is_never_stood_in_for()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayOptions { RestartPatience = TimeSpan.FromSeconds(1) });
        var broken = FakeServers.Definition("dev1", ("FAKE_EXIT_IF", gateway.File("broken")));
        await gateway.Rollout.ApplyAsync((broken, 50), (FakeServers.Definition("dev2"), 50));
        await File.WriteAllTextAsync(gateway.File("broken"), "", TestContext.Current.CancellationToken);
        Signals.KillServers(gateway.Folder, "dev1");

        using var answer = await gateway.PredictAsync(version: "a");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TrafficCodes.ArmNotReady.Id, await answer.ErrorCodeAsync());
        Assert.True(PredictionId.TryParse(answer.Yard(YardHeaders.Prediction), out var id));
        Assert.Equal(broken.Identity.Short, id.Version);
    }

    [Fact]
    public async Task A_hung_server_is_killed_and_its_requests_are_answered_by_the_next_one()
    {
        await using var gateway = await TestGateway.StartAsync(
            serving: options => options with { ProbeInterval = TimeSpan.FromMilliseconds(200), ProbeFailures = 2 });
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1", ("FAKE_HANG_IF", gateway.File("hang")), ("FAKE_IGNORE_TERM", "1")), 100));
        await File.WriteAllTextAsync(gateway.File("hang"), "", TestContext.Current.CancellationToken);
        var waiting = gateway.PredictAsync();
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Servers.Servers.Single().Problem?.Contains(ServingCodes.Hung.Id) == true));
        File.Delete(gateway.File("hang"));

        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Weights_and_versions_change_under_load_without_a_failed_request()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (one, two, three) = (FakeServers.Definition("dev1"), FakeServers.Definition("dev2"), FakeServers.Definition("dev3", ("FAKE_READY_AFTER", "0.5")));
        await gateway.Rollout.ApplyAsync((one, 90), (two, 10));
        await using var load = new Load(gateway);
        await load.AnswersAsync(300);
        await gateway.Rollout.ApplyAsync((one, 80), (two, 20));
        await load.AnswersAsync(300);
        await gateway.Rollout.ApplyAsync((three, 50), (two, 50));
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Servers.Servers.Count == 2));
        await load.AnswersAsync(300);
        await gateway.Rollout.ApplyAsync((one, 100));
        await load.AnswersAsync(300);

        var answers = await load.StopAsync();
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, null), (answer.Status, answer.Fallback)));
        Assert.Equal(["dev1", "dev2", "dev3"], answers.Select(answer => answer.Version).Distinct().Order());
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Servers.Servers is [{ Definition.VersionName: "dev1" }]));
    }

    [Fact]
    public async Task A_release_whose_server_does_not_start_changes_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1"), 100));
        await File.WriteAllTextAsync(gateway.File("broken"), "", TestContext.Current.CancellationToken);
        var broken = FakeServers.Definition("dev2", ("FAKE_EXIT_IF", gateway.File("broken")));
        var problems = await gateway.Rollout.ApplyAsync(FakeServers.Route((broken, 100)), [broken], TestContext.Current.CancellationToken);

        Assert.StartsWith("error YARD5008: toy@dev2 did not start: error YARD6102: toy@dev2: the server exited with code 3 before it was ready; its log ", Assert.Single(problems).ToString());
        using var answer = await gateway.PredictAsync();
        Assert.Equal("dev1", answer.Yard(YardHeaders.Version));
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Servers.Servers.Count == 1));
    }

    [Fact]
    public async Task A_client_that_leaves_is_counted_and_its_request_ends()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1"), 100));
        var started = Stopwatch.GetTimestamp();
        using var impatient = new HttpClient { BaseAddress = gateway.Client.BaseAddress, Timeout = TimeSpan.FromMilliseconds(300) };
        using var body = new StringContent("""{"instances": [{"sleep": 30}]}""");
        await Assert.ThrowsAsync<TaskCanceledException>(() => impatient.PostAsync("v1/models/toy:predict", body, TestContext.Current.CancellationToken));

        await Eventually.TrueAsync(() => Task.FromResult(gateway.Servers.Servers.Single().InFlight == 0));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        Assert.Contains("""code="499",fallback="false"} 1""", await gateway.MetricsAsync());
    }
}
