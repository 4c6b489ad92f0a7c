using System.Text.Json;
using Modelyard.Content;

namespace Modelyard.Serving.Forking;

/// <summary>
/// The fork servers of this process, one for each kind of server that can be forked: of one interpreter, one environment and the same
/// imports. Each is started when it is first wanted, and again when it died.
/// </summary>
/// <param name="folder">Where their logs go, and what is remembered from one process to the next.</param>
public sealed class ForkServers(string folder) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, ForkServer?> _servers = [];
    private bool _disposed;

    private string Memory => Path.Combine(folder, "fork-kinds.json");

    /// <summary>Starts what was expected last time, before anybody knows whether it is wanted again: importing takes longer than finding out.</summary>
    public void WarmAsBefore()
    {
        foreach (var kind in Remembered()) _ = Of(kind);
    }

    /// <summary>Starts what will fork servers of these kinds, so that it has imported everything by the time that it is asked; ends what forks others.</summary>
    public void Warm(IReadOnlyCollection<ForkKind> kinds)
    {
        var expected = kinds.Select(kind => kind.Key).ToHashSet();
        lock (_lock)
        {
            foreach (var key in _servers.Keys.Where(key => !expected.Contains(key)).ToList())
            {
                _servers[key]?.Dispose();
                _servers.Remove(key);
            }
        }

        foreach (var kind in kinds) _ = Of(kind);
        if (!Remembered().Select(kind => kind.Key).ToHashSet().SetEquals(expected)) DurableFile.Write(Memory, JsonSerializer.SerializeToUtf8Bytes(kinds));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var server in _servers.Values) server?.Dispose();
            _servers.Clear();
        }
    }

    /// <summary>Forks a server; <see langword="null"/> where it has to be started in the common way, which then says what is wrong.</summary>
    internal async Task<IServerGuard?> ForkAsync(ServerDefinition definition, string serveDocument, TimeSpan grace, CancellationToken cancel) =>
        definition.Fork is { } kind && Of(kind) is { } server ? await server.ForkAsync(definition, serveDocument, grace, cancel) : null;

    // Only a guess, so whatever cannot be read says that nothing was expected.
    private IReadOnlyList<ForkKind> Remembered()
    {
        try
        {
            return File.Exists(Memory) ? JsonSerializer.Deserialize<List<ForkKind>>(File.ReadAllBytes(Memory)) ?? [] : [];
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private ForkServer? Of(ForkKind kind)
    {
        var key = kind.Key;
        lock (_lock)
        {
            if (_disposed) return null;
            if (_servers.TryGetValue(key, out var known) && known is { IsAlive: true }) return known;
            known?.Dispose();
            Directory.CreateDirectory(folder);
            return _servers[key] = ForkServer.Start(kind, Path.Combine(folder, $"fork-server.{key.Short}.log"));
        }
    }
}
