using System.Net;
using System.Text.Json.Nodes;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Serving;

namespace Modelyard.Gateway.Tests;

/// <summary><c>x-yard-deadline</c>, and the other headers that models which call each other pass on.</summary>
public sealed class DeadlineTests
{
    private static readonly ServerDefinition One = FakeServers.Definition("dev1");

    [Fact]
    public async Task What_is_left_of_the_deadline_is_passed_on_with_depth_and_pin()
    {
        await using var gateway = await StartAsync();
        using var answer = await AskAsync(gateway, """{"echo": true}""", (YardHeaders.Deadline, "5000"), (YardHeaders.Depth, "3"), (YardHeaders.Pin, "true"));

        var seen = (await answer.JsonAsync())["predictions"]![0]!["headers"]!.AsObject();
        Assert.InRange(int.Parse(seen[YardHeaders.Deadline]!.GetValue<string>()), 1, 5000);
        Assert.Equal(("3", "true"), (seen[YardHeaders.Depth]!.GetValue<string>(), seen[YardHeaders.Pin]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_server_that_takes_longer_is_answered_for_when_the_deadline_is_over()
    {
        await using var gateway = await StartAsync();
        var began = TimeProvider.System.GetTimestamp();
        using var answer = await AskAsync(gateway, """{"sleep": 20}""", (YardHeaders.Deadline, "300"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0.25, 10);
        Assert.Equal(
            """{"error":{"code":"YARD5112","message":"arm a (dev1) of toy did not answer within the 300 ms that x-yard-deadline allows"}}""",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        // It cost the server nothing but the answer: the next one comes at once.
        using var next = await AskAsync(gateway, "{}", (YardHeaders.Deadline, "20000"));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_deadline_of_nothing_is_over_at_once()
    {
        await using var gateway = await StartAsync();
        using var answer = await AskAsync(gateway, "{}", (YardHeaders.Deadline, "0"));
        Assert.Equal((HttpStatusCode.GatewayTimeout, "YARD5112"), (answer.StatusCode, await answer.ErrorCodeAsync()));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public async Task A_deadline_that_is_none_is_the_clients_error(string deadline)
    {
        await using var gateway = await StartAsync();
        using var answer = await AskAsync(gateway, "{}", (YardHeaders.Deadline, deadline));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await answer.JsonAsync())["error"]!;
        Assert.Equal(
            ("YARD5113", $"x-yard-deadline: expected whole milliseconds from 0 to 2147483647, found '{deadline}'"),
            (error["code"]!.GetValue<string>(), error["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_wait_for_a_server_that_is_down_ends_with_the_deadline()
    {
        var folder = Directory.CreateTempSubdirectory("yard-gateway-hang-").FullName;
        try
        {
            var hang = Path.Combine(folder, "hang");
            await using var gateway = await StartAsync(FakeServers.Definition("dev1", ("FAKE_HANG_IF", hang)));
            await File.WriteAllTextAsync(hang, "", TestContext.Current.CancellationToken);
            using var answer = await AskAsync(gateway, "{}", (YardHeaders.Deadline, "300"));
            Assert.Equal("YARD5112", await answer.ErrorCodeAsync());
            File.Delete(hang);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<TestGateway> StartAsync(ServerDefinition? server = null)
    {
        var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((server ?? One, 100));
        return gateway;
    }

    private static async Task<HttpResponseMessage> AskAsync(TestGateway gateway, string instance, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/models/toy:predict");
        request.Content = new StringContent(new JsonObject { ["instances"] = new JsonArray(JsonNode.Parse(instance)) }.ToJsonString());
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
