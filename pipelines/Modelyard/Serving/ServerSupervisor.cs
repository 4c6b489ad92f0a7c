using Modelyard.Content;

namespace Modelyard.Serving;

/// <summary>
/// Keeps the wanted servers running on this machine: starts what is missing, starts again what died or hangs, drains and stops
/// what is no longer wanted. All servers stop when it is disposed, and when this process ends in any way.
/// </summary>
public sealed class ServerSupervisor : IServerDirectory, IAsyncDisposable
{
    private readonly ServingOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, ServerSlot> _wanted = [];
    private readonly HashSet<ServerSlot> _leaving = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    /// <summary>Without servers until <see cref="Want"/> is called.</summary>
    public ServerSupervisor(ServingOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Directory.CreateDirectory(options.Folder);
    }

    /// <inheritdoc/>
    public Task Changed
    {
        get
        {
            lock (_lock) return _changed.Task;
        }
    }

    /// <summary>Every server, those that are being drained last.</summary>
    public IReadOnlyList<ServerState> Servers
    {
        get
        {
            lock (_lock) return [.. _wanted.Values.Concat(_leaving).Select(slot => slot.State)];
        }
    }

    /// <summary>Says which servers should run from now on. Returns at once; equal definitions keep their server.</summary>
    public void Want(IEnumerable<ServerDefinition> definitions)
    {
        var wanted = definitions.DistinctBy(definition => definition.Key).ToDictionary(definition => definition.Key);
        List<ServerSlot> leaving = [];
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            foreach (var (key, slot) in _wanted.Where(pair => !wanted.ContainsKey(pair.Key)).ToList())
            {
                _wanted.Remove(key);
                _leaving.Add(slot);
                leaving.Add(slot);
            }

            foreach (var (key, definition) in wanted)
            {
                if (!_wanted.ContainsKey(key)) _wanted.Add(key, new ServerSlot(definition, _options, _time, Announce));
            }
        }

        foreach (var slot in leaving) _ = LeaveAsync(slot);
        Announce();
    }

    /// <inheritdoc/>
    public ServerLease? TryAcquire(string model, Digest identity)
    {
        lock (_lock)
        {
            foreach (var slot in _wanted.Values)
            {
                if (Answers(slot, model, identity) && slot.TryAcquire() is { } lease) return lease;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public ServerPhase? PhaseOf(string model, Digest identity)
    {
        lock (_lock)
        {
            ServerPhase? best = null;
            foreach (var slot in _wanted.Values.Where(slot => Answers(slot, model, identity)))
            {
                var phase = slot.State.Phase;
                if (phase == ServerPhase.Ready) return phase;
                if (best is null || phase < best) best = phase;
            }

            return best;
        }
    }

    /// <summary>Waits until each of these wanted servers is ready. The states returned are not all so when one went down first or is not wanted.</summary>
    /// <param name="definitions">Servers that were passed to <see cref="Want"/>.</param>
    /// <param name="cancel">Ends the waiting, not the servers.</param>
    public async Task<IReadOnlyList<ServerState>> SettleAsync(IReadOnlyCollection<ServerDefinition> definitions, CancellationToken cancel)
    {
        var keys = definitions.Select(definition => definition.Key).ToHashSet();
        while (true)
        {
            var changed = Changed;
            var states = Servers.Where(state => keys.Contains(state.Definition.Key) && state.Phase != ServerPhase.Draining).ToList();
            if (states.All(state => state.Phase is ServerPhase.Ready or ServerPhase.Down)) return states;
            await changed.WaitAsync(cancel);
        }
    }

    /// <summary>Drains and stops every server.</summary>
    public async ValueTask DisposeAsync()
    {
        List<ServerSlot> all;
        lock (_lock)
        {
            _disposed = true;
            all = [.. _wanted.Values, .. _leaving];
        }

        await Task.WhenAll(all.Select(slot => slot.DisposeAsync().AsTask()));
    }

    private static bool Answers(ServerSlot slot, string model, Digest identity) =>
        slot.Definition.Identity == identity && slot.Definition.Model == model;

    private async Task LeaveAsync(ServerSlot slot)
    {
        await slot.DisposeAsync();
        lock (_lock) _leaving.Remove(slot);
        Announce();
    }

    private void Announce()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
