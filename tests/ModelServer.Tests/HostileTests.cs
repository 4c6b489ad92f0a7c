using System.Text.Json.Nodes;
using Modelyard.ModelServer.Tests.Harness;

namespace Modelyard.ModelServer.Tests;

public sealed class HostileTests(TestArtifacts artifacts)
{
    private const int Bodies = 1200;
    private const long MemoryGrowth = 64 << 20;

    [Theory]
    [InlineData("listing", 11)]
    [InlineData("icon", 12)]
    [InlineData("order", 13)]
    public async Task No_body_makes_the_server_fail_or_grow(string fixture, int seed)
    {
        var description = ProtocolCases.Fixture(fixture);
        var model = description["model"]!.GetValue<string>();
        var settings = ServerProcess.Settings(artifacts.Folder(fixture), model);
        settings["limits"] = description["limits"]!.DeepClone();
        await using var server = await ServerProcess.StartAsync(artifacts, settings);
        var bodies = new HostileBodies(new Random(seed), [.. ValidBodies(fixture)]);
        using var client = new KeptConnection(server.Port);
        var memory = 0L;
        var statuses = new Dictionary<int, int>();
        for (var body = 0; body < Bodies; body++)
        {
            var answer = await client.AskAsync(RawRequest.Of("POST", $"/v1/models/{model}:predict", bodies.Next()));
            var refused = answer.Status == 400 && answer.Code.StartsWith("YARD600", StringComparison.Ordinal);
            Assert.True(refused || answer.Status == 200, answer.Text);
            Assert.Equal("dev1", answer.Headers["x-yard-version"]);
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            // Halfway all code has run and all pools are filled.
            memory = body == Bodies / 2 ? server.ResidentMemory() : memory;
        }

        Assert.True(server.ResidentMemory() - memory < MemoryGrowth, $"resident memory grew from {memory} to {server.ResidentMemory()}");
        Assert.True(statuses[200] > Bodies / 20 && statuses[400] > Bodies / 2, string.Join(", ", statuses));
        Assert.Equal(200, (await server.SendAsync(RawRequest.Of("GET", "/healthz"))).Status);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_harms_nobody()
    {
        var server = await artifacts.Fixtures.Get("listing");
        var request = ProtocolCases.Request(ProtocolCases.Named("one instance"));
        for (var length = 1; length < request.Length; length += 7)
        {
            using var connection = RawConnection.Open(server.Port);
            await connection.WriteAsync(request[..length]);
        }

        Assert.Equal(200, (await server.SendAsync(request)).Status);
    }

    private static IEnumerable<JsonObject> ValidBodies(string fixture) =>
        ProtocolCases.All
            .Where(entry => entry["fixture"]!.GetValue<string>() == fixture && entry["expect"]!["predictions"] is not null)
            .Select(entry => entry["body"] switch
            {
                JsonObject body when body["json"] is JsonObject json => json,
                JsonObject body when body["text"] is { } text => JsonNode.Parse(text.GetValue<string>())!.AsObject(),
                _ => null,
            })
            .OfType<JsonObject>()
            .Where(body => body.ToJsonString().Length < 4000);
}
