using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>
/// Starts servers of exact versions, without a gateway: the version asked for, and beside it every version that its chain calls, as they
/// were when it was trained.
/// </summary>
public sealed class PinnedServers(VersionStore versions, IVersionServers servers, ServingOptions options, TimeProvider time) : ICalledModels
{
    /// <inheritdoc/>
    public async Task<ICalledModel> StartAsync(CalledVersion version, CancellationToken cancellation) =>
        await StartAsync(ManifestOf(version), "called", cancellation);

    /// <summary>A server of a version, blessed or not.</summary>
    /// <param name="name">What its answers call the version.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">A version that it calls is gone, or a server does not start; nothing is left running.</exception>
    public async Task<PinnedServer> StartAsync(VersionManifest version, string name, CancellationToken cancellation)
    {
        var running = new Dictionary<Digest, ModelServerProcess>();
        var server = new PinnedServer(running);
        try
        {
            var process = await StartAsync(version, name, running, cancellation);
            (server.Address, server.Starting) = (process.Address, process.Starting);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task<ModelServerProcess> StartAsync(VersionManifest version, string name, Dictionary<Digest, ModelServerProcess> running, CancellationToken cancellation)
    {
        if (running.TryGetValue(version.Identity, out var known)) return known;
        var pinned = new SortedDictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var call in version.Calls) pinned[call.Identity.ToString()] = (await StartAsync(ManifestOf(call), "called", running, cancellation)).Address;
        var process = await ModelServerProcess.StartAsync(await servers.DefineAsync(version, name, cancellation) with { Pinned = pinned }, options, time, cancellation);
        running.Add(version.Identity, process);
        return process;
    }

    private VersionManifest ManifestOf(CalledVersion call) => versions.FindIdentity(call.Model, call.Identity)?.Manifest
        ?? throw VersionCodes.CalledModelUntrained.Failure($"{call.Model} has no version {call.Identity} any more, which another model calls", $"./yard run {call.Model}");
}

/// <summary>A server with those that it calls; all stop when it is disposed.</summary>
public sealed class PinnedServer : ICalledModel
{
    private readonly Dictionary<Digest, ModelServerProcess> _running;

    internal PinnedServer(Dictionary<Digest, ModelServerProcess> running) => _running = running;

    /// <inheritdoc/>
    public Uri Address { get; internal set; } = null!;

    /// <summary>How long it took from the start of its process to its being ready; those that it calls were ready before.</summary>
    public TimeSpan Starting { get; internal set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_running.Values.Select(server => server.DisposeAsync().AsTask()));
}
