using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Tests;

/// <summary><c>yard-gateway --table FILE</c>: the gateway of a cluster.</summary>
public sealed class TableTests : IAsyncLifetime
{
    private static readonly Arm One = new("a", 50, "v1", Digest.Of("one"u8));
    private static readonly Arm Two = new("b", 50, "v2", Digest.Of("two"u8));

    private readonly string _folder = Directory.CreateTempSubdirectory("yard-table-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private FakeMesh _mesh = null!;
    private Process? _gateway;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mesh = await FakeMesh.StartAsync();
        Deploy(One, Two);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "yard-gateway.dll"), "--table", Path.Combine(_folder, "table.json"), "0"]) { RedirectStandardOutput = true };
        _gateway = Process.Start(start)!;
        var line = await _gateway.StandardOutput.ReadLineAsync(Cancel);
        _http.BaseAddress = new UriBuilder(line!["listening on ".Length..]) { Host = "127.0.0.1" }.Uri;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Signals.Send(_gateway!.Id, Signals.Terminate);
        await _gateway.WaitForExitAsync(Cancel);
        Assert.Equal(0, _gateway.ExitCode);
        _gateway.Dispose();
        await _mesh.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_mesh_is_told_the_version_of_the_subjects_arm_whatever_the_client_says()
    {
        var route = Route(One, Two);
        for (var number = 0; number < 50; number++)
        {
            var arm = route.ArmOf($"user-{number}")!;
            using var answer = await PredictAsync($"user-{number}", (YardHeaders.Variant, "000000000000"));
            Assert.Equal((HttpStatusCode.OK, arm.Name, arm.Version, null), (answer.StatusCode, answer.Yard(YardHeaders.Arm), answer.Yard(YardHeaders.Version), answer.Yard(YardHeaders.Fallback)));
            Assert.True(_mesh.Asked.TryDequeue(out var asked));
            Assert.Equal(Variant.Of(arm.Identity), asked);
        }
    }

    [Fact]
    public async Task Without_a_mesh_an_answer_says_whose_it_is_and_counts_as_a_fallback()
    {
        _mesh.Pod = Variant.Of(Two.Identity);
        using var answer = await PredictAsync(null, (YardHeaders.Version, "a"));
        Assert.Equal(("b", "v2", "a"), (answer.Yard(YardHeaders.Arm), answer.Yard(YardHeaders.Version), answer.Yard(YardHeaders.Fallback)));
        Assert.EndsWith(Two.Identity.Short, answer.Yard(YardHeaders.Prediction), StringComparison.Ordinal);
        Assert.Contains("""modelyard_gateway_requests_total{model="item-photo",version="v2",arm="b",code="200",fallback="true"} 1""", await _http.GetStringAsync("metrics", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_a_table_is_answered_when_it_is_in_force()
    {
        var next = Bytes(One with { Weight = 100 });
        var asked = _http.GetStringAsync($"v1/table/{Digest.Of(next)}", Cancel);
        Assert.False(asked.IsCompleted);
        Deploy(One with { Weight = 100 });
        Assert.Equal(Digest.Of(next).ToString(), JsonNode.Parse(await asked)!["table"]!.GetValue<string>());
        using var answer = await PredictAsync("ann", (YardHeaders.Version, "b"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_that_is_no_table_leaves_the_one_before_in_force()
    {
        File.WriteAllText(Path.Combine(_folder, "table.json"), "{");
        Deploy(Two);
        await _http.GetStringAsync($"v1/table/{Digest.Of(Bytes(Two))}", Cancel);
        using var answer = await PredictAsync("ann");
        Assert.Equal("b", answer.Yard(YardHeaders.Arm));
    }

    private void Deploy(params Arm[] arms)
    {
        // As a kubelet does: whole, by a rename.
        var aside = Path.Combine(_folder, "aside");
        File.WriteAllBytes(aside, Bytes(arms));
        File.Move(aside, Path.Combine(_folder, "table.json"), overwrite: true);
    }

    private byte[] Bytes(params Arm[] arms) => new GatewayTable(RoutingTable.Of([Route(arms)]), _ => _mesh.Address).Bytes();

    private static ModelRoute Route(params Arm[] arms) => new("item-photo", "salt", [.. arms]);

    private Task<HttpResponseMessage> PredictAsync(string? subject, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/models/item-photo:predict") { Content = JsonContent.Create(new JsonObject { ["instances"] = new JsonArray(new JsonObject()) }) };
        if (subject is not null) request.Headers.Add(YardHeaders.Subject, subject);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return _http.SendAsync(request, Cancel);
    }
}
