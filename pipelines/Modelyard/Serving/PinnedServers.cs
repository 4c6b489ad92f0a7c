using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>
/// Starts servers of exact versions, without a gateway: the version asked for, and beside it every version that its chain calls, as they
/// were when it was trained.
/// </summary>
public sealed class PinnedServers(VersionStore versions, IVersionServers servers, ServingOptions options, TimeProvider time) : IPinnedServers
{
    /// <inheritdoc/>
    public async Task<ICalledModel> StartAsync(CalledVersion version, CancellationToken cancellation) =>
        await StartAsync(versions.Called(version), "called", cancellation);

    /// <inheritdoc/>
    public async Task<PinnedServer> StartAsync(VersionManifest version, string name, CancellationToken cancellation)
    {
        var running = new Dictionary<Digest, ModelServerProcess>();
        try
        {
            var process = await StartAsync(version, name, running, cancellation);
            return new PinnedServer(process.Address, process.Starting, [.. running.Values]);
        }
        catch
        {
            await Task.WhenAll(running.Values.Select(server => server.DisposeAsync().AsTask()));
            throw;
        }
    }

    private async Task<ModelServerProcess> StartAsync(VersionManifest version, string name, Dictionary<Digest, ModelServerProcess> running, CancellationToken cancellation)
    {
        if (running.TryGetValue(version.Identity, out var known)) return known;
        var pinned = new SortedDictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var call in version.Calls) pinned[call.Identity.ToString()] = (await StartAsync(versions.Called(call), "called", running, cancellation)).Address;
        var process = await ModelServerProcess.StartAsync(await servers.DefineAsync(version, name, cancellation) with { Pinned = pinned }, options, time, cancellation);
        running.Add(version.Identity, process);
        return process;
    }
}
