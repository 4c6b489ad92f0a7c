using System.Diagnostics;
using System.Text.Json.Nodes;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Serving;

namespace Modelyard.Gateway.Tests;

/// <summary>The program yard-gateway: however it ends, no server stays behind.</summary>
public sealed class HostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("yard-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SIGTERM_stops_every_server_and_exits_0()
    {
        using var host = await StartAsync(("FAKE_CHILD", "1"));
        Signals.Send(host.Id, Signals.Terminate);
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, host.ExitCode);
        Assert.Empty(Signals.ServersIn(_folder));
    }

    [Fact]
    public async Task Kill_9_of_the_host_leaves_no_server_even_one_that_ignores_SIGTERM()
    {
        using var host = await StartAsync(("FAKE_CHILD", "1"), ("FAKE_IGNORE_TERM", "1"));
        Signals.Send(host.Id, Signals.Kill);
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Task.FromResult(Signals.ServersIn(_folder).Count == 0));
    }

    private async Task<Process> StartAsync(params (string, string)[] environment)
    {
        var server = FakeServers.Definition("dev1", environment);
        var fleet = new JsonObject
        {
            ["folder"] = _folder,
            ["grace-seconds"] = 1,
            ["models"] = new JsonArray(new JsonObject
            {
                ["model"] = FakeServers.Model,
                ["arms"] = new JsonArray(new JsonObject
                {
                    ["arm"] = "a",
                    ["weight"] = 100,
                    ["version"] = server.VersionName,
                    ["identity"] = server.Identity.ToString(),
                    ["artifact"] = server.ArtifactFolder,
                    ["command"] = new JsonArray([server.FileName, .. server.Arguments.Select(argument => (JsonNode)argument)]),
                    ["environment"] = new JsonObject(server.Environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
                }),
            }),
        };
        var path = Path.Combine(_folder, "fleet.json");
        await File.WriteAllTextAsync(path, fleet.ToJsonString(), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "yard-gateway.dll"));
        start.ArgumentList.Add(path);
        var host = Process.Start(start)!;
        var line = await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("listening on http://127.0.0.1:", line);
        using var client = new HttpClient { BaseAddress = new Uri(line!["listening on ".Length..]) };
        await Eventually.TrueAsync(async () => (await client.GetAsync("healthz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        var answer = await new PredictClient(client).PredictAsync(FakeServers.Model, [new JsonObject()], cancel: TestContext.Current.CancellationToken);
        Assert.Equal("dev1", answer.Version);
        Assert.Equal(environment.Length > 0 ? 4 : 3, Signals.ServersIn(_folder).Count); // guard, its watcher, the server, the child
        return host;
    }
}
