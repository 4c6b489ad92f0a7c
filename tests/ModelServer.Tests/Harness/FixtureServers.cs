using System.Collections.Concurrent;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>One server for each fixture of the protocol's cases, started when the first test asks for it.</summary>
public sealed class FixtureServers(TestArtifacts artifacts) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ServerProcess>>> _servers = new();

    public Task<ServerProcess> Get(string fixture) => _servers.GetOrAdd(fixture, _ => new(() => StartAsync(fixture))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await (await server.Value).DisposeAsync();
        }
    }

    private async Task<ServerProcess> StartAsync(string name)
    {
        var fixture = ProtocolCases.Fixture(name);
        var settings = ServerProcess.Settings(artifacts.Folder(name), fixture["model"]!.GetValue<string>());
        settings["version"] = fixture["version"]!.DeepClone();
        settings["limits"] = fixture["limits"]!.DeepClone();
        return await ServerProcess.StartAsync(artifacts, ServerProcess.WithTensorFlow(settings));
    }
}
