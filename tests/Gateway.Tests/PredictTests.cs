using System.Net;
using System.Text.Json.Nodes;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Tests;

/// <summary>Which arm answers, and what answers say.</summary>
public sealed class PredictTests
{
    private static readonly ServerDefinition One = FakeServers.Definition("dev1");
    private static readonly ServerDefinition Two = FakeServers.Definition("dev2");

    [Fact]
    public async Task An_answer_says_which_version_and_arm_answered_and_has_an_id()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((One, 100));
        var before = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        using var answer = await gateway.PredictAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("dev1", "a", null), (answer.Yard(YardHeaders.Version), answer.Yard(YardHeaders.Arm), answer.Yard(YardHeaders.Fallback)));
        Assert.True(PredictionId.TryParse(answer.Yard(YardHeaders.Prediction), out var id));
        Assert.Equal(One.Identity.Short, id.Version);
        Assert.InRange(id.Time, before, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Ten_thousand_subjects_split_by_weight_and_keep_their_arm()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((One, 90), (Two, 10));
        var route = gateway.Routes.Current.Routes.Single();
        var counts = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0 };
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using var answer = await gateway.PredictAsync(subject: $"user-{i}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var arm = answer.Yard(YardHeaders.Arm)!;
            Assert.Equal(route.ArmOf($"user-{i}")!.Name, arm); // sticky: the answer's arm is the subject's, always
            lock (counts) counts[arm]++;
        });

        var chiSquare = Math.Pow(counts["a"] - 9000, 2) / 9000 + Math.Pow(counts["b"] - 1000, 2) / 1000;
        Assert.True(chiSquare < 10.828, $"{counts["a"]}:{counts["b"]}, χ² {chiSquare:0.00} at one degree of freedom, p < 0.001");
    }

    [Fact]
    public async Task Requests_without_a_subject_are_dealt_at_random()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((One, 50), (Two, 50));
        var arms = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            using var answer = await gateway.PredictAsync();
            arms.Add(answer.Yard(YardHeaders.Arm)!);
        }

        Assert.Equal(2, arms.Count); // fails by chance once in 2⁵⁹
    }

    [Fact]
    public async Task An_arm_a_version_or_an_identity_can_be_asked_for()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((One, 100), (Two, 0));
        foreach (var pin in (string[])["b", "dev2", Two.Identity.ToString()])
        {
            using var answer = await gateway.PredictAsync(version: pin);
            Assert.Equal(("dev2", "b"), (answer.Yard(YardHeaders.Version), answer.Yard(YardHeaders.Arm)));
            Assert.Equal("dev2", (await answer.JsonAsync())["predictions"]![0]!["label"]!.GetValue<string>());
        }

        using var unknown = await gateway.PredictAsync(version: "dev7");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(
            """{"error":{"code":"YARD5101","message":"toy has no live arm or version \u0027dev7\u0027; live are a (dev1), b (dev2)"}}""",
            await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(PredictionId.TryParse(unknown.Yard(YardHeaders.Prediction), out _));
    }

    [Fact]
    public async Task Headers_of_ours_are_written_by_the_gateway_alone()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((One, 100));
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/models/toy:predict");
        request.Content = new StringContent("""{"instances": [{"echo": true}]}""");
        request.Headers.Add(YardHeaders.Subject, "user-1");
        request.Headers.Add("X-Yard-Prediction", "forged");
        request.Headers.Add("x-yard-fallback", "forged");
        request.Headers.Add(YardHeaders.Variant, "forged");
        request.Headers.Add("x-other", "kept");
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var seen = (await answer.JsonAsync())["predictions"]![0]!["headers"]!.AsObject();
        Assert.Equal(["x-yard-subject", "x-yard-variant"], seen.Select(header => header.Key).Where(name => name.StartsWith(YardHeaders.Prefix)));
        Assert.Equal(One.Identity.Short, seen[YardHeaders.Variant]!.GetValue<string>());
        Assert.Equal("kept", seen["x-other"]!.GetValue<string>());
        Assert.Equal("a", answer.Yard(YardHeaders.Arm)); // the fake says "forged"
        Assert.Null(answer.Yard(YardHeaders.Fallback));
    }

    [Theory]
    [InlineData(418)]
    [InlineData(400)]
    [InlineData(503)]
    public async Task Errors_of_a_server_pass_unchanged(int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((One, 100));
        using var answer = await gateway.PredictAsync(instance: new JsonObject { ["status"] = status });
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("""{"error": {"code": "YARD6004", "message": "as asked"}}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(PredictionId.TryParse(answer.Yard(YardHeaders.Prediction), out _));
        Assert.Contains("""modelyard_gateway_errors_total{model="toy",version="dev1",arm="a",error="server",fallback="false"} 1""", await gateway.MetricsAsync());
    }

    [Fact]
    public async Task The_client_of_the_library_understands_the_gateway()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((One, 100));
        var client = new PredictClient(gateway.Client);
        var cancel = TestContext.Current.CancellationToken;
        var answer = await client.PredictAsync("toy", [new JsonObject { ["x"] = 1 }, new JsonObject { ["x"] = 2 }], subject: "user-1", cancel: cancel);
        Assert.Equal((2, "dev1", "a", null), (answer.Predictions.Count, answer.Version, answer.Arm, answer.Fallback));

        var refused = await Assert.ThrowsAsync<PredictException>(() => client.PredictAsync("tox", [new JsonObject()], cancel: cancel));
        Assert.Equal((HttpStatusCode.NotFound, "YARD6010", "no model 'tox'; did you mean 'toy'?"), (refused.Status!.Value, refused.Code, refused.Message));

        using var nobody = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1/") };
        var unreachable = await Assert.ThrowsAsync<PredictException>(() => new PredictClient(nobody).PredictAsync("toy", [new JsonObject()], cancel: cancel));
        Assert.Equal((null, ServingCodes.Unreachable.Id), (unreachable.Status, unreachable.Code));
    }
}
