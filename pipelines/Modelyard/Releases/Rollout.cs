using Modelyard.Diagnostics;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Releases;

/// <summary>
/// Puts releases into force without a failed request: the new servers start beside the old ones, traffic moves in one exchange
/// when all are ready, and only then are servers that no arm needs any more drained and stopped.
/// </summary>
public sealed class Rollout(ServerSupervisor servers, RoutingTableHolder routes) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, IReadOnlyList<ServerDefinition>> _live = [];

    /// <summary>Puts a model's release into force, or changes nothing.</summary>
    /// <param name="route">The arms as they shall be.</param>
    /// <param name="definitions">The servers of exactly these arms' versions; where an equal definition is live already, its server stays.</param>
    /// <param name="cancel">Gives up; what was live stays.</param>
    /// <returns>Empty when the release is in force, else why its servers did not start (YARD5008).</returns>
    public Task<IReadOnlyList<Diagnostic>> ApplyAsync(ModelRoute route, IReadOnlyList<ServerDefinition> definitions, CancellationToken cancel) =>
        ApplyAsync([(route, definitions)], cancel);

    /// <summary>The same for several models at once: their servers start beside each other, and each release is in force when its own are ready.</summary>
    /// <returns>Why servers did not start, of all releases that are not in force.</returns>
    public async Task<IReadOnlyList<Diagnostic>> ApplyAsync(IReadOnlyList<(ModelRoute Route, IReadOnlyList<ServerDefinition> Servers)> releases, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            servers.Want(_live.Values.SelectMany(live => live).Concat(releases.SelectMany(release => release.Servers)));
            var problems = new List<Diagnostic>();
            await foreach (var settled in Task.WhenEach(releases.Select(release => SettleAsync(release, cancel)))) problems.AddRange(await settled);
            return problems;
        }
        finally
        {
            servers.Want(_live.Values.SelectMany(live => live));
            _one.Release();
        }
    }

    /// <summary>Takes a model out of traffic and stops its servers.</summary>
    public async Task WithdrawAsync(string model, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            routes.Change(table => table.Without(model));
            _live.Remove(model);
            servers.Want(_live.Values.SelectMany(live => live));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyList<Diagnostic>> SettleAsync((ModelRoute Route, IReadOnlyList<ServerDefinition> Servers) release, CancellationToken cancel)
    {
        var states = await servers.SettleAsync(release.Servers, cancel);
        lock (_live)
        {
            // Only servers that start hold a release back: one that was live and went down has the gateway's fallback.
            var live = _live.GetValueOrDefault(release.Route.Model, []).Select(definition => definition.Key).ToHashSet();
            var failed = states.Where(state => state.Phase == ServerPhase.Down && !live.Contains(state.Definition.Key)).ToList();
            if (failed.Count > 0) return [.. failed.Select(state => ReleaseCodes.NotServing.Error(null, $"{state.Definition} did not start: {state.Problem}"))];
            _live[release.Route.Model] = release.Servers;
        }

        routes.Change(table => table.With(release.Route));
        return [];
    }
}
