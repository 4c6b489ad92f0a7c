using Modelyard.Cli.Display;
using Modelyard.Dashboard;
using Modelyard.Diagnostics;
using Modelyard.Gateway;
using Modelyard.Metrics;
using Modelyard.Releases;
using Modelyard.Serving;
using Modelyard.Specs;
using Modelyard.Traffic;
using Modelyard.Versions;

namespace Modelyard.Cli.Up;

/// <summary>What serves on this machine: gateway, servers, and the releases that say who answers.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private static readonly int StartedAtOnce = Math.Max(4, 2 * Environment.ProcessorCount);

    private readonly Workspace _workspace;
    private readonly IVersionServers _definitions;
    private readonly ServerSupervisor _servers;
    private readonly RoutingTableHolder _routes = new();
    private readonly Rollout _rollout;
    private readonly GatewayHost _gateway;

    private Platform(Workspace workspace, IVersionServers definitions, ServerSupervisor servers, RoutingTableHolder routes, GatewayHost gateway)
    {
        _workspace = workspace;
        _definitions = definitions;
        (_servers, _routes, _gateway) = (servers, routes, gateway);
        _rollout = new Rollout(servers, routes);
    }

    /// <summary>Where the gateway listens.</summary>
    public Uri Address => _gateway.Address;

    /// <summary>Who answers now.</summary>
    public IReadOnlyList<ModelRoute> Routes => _routes.Current.Routes;

    /// <summary>Starts the gateway, with nothing behind it yet.</summary>
    /// <param name="definitions">Says what servers are, where they are to run.</param>
    /// <param name="port">0 takes a free one.</param>
    public static async Task<Platform> StartAsync(Workspace workspace, IVersionServers definitions, int port, CancellationToken cancellation)
    {
        var servers = new ServerSupervisor(workspace.Serving, workspace.Time);
        try
        {
            var routes = new RoutingTableHolder();
            var options = new GatewayOptions
            {
                Port = port,
                Pages = new DashboardPages(new DashboardSources(workspace.Repository, workspace.Store, routes, servers, workspace.Time)),
                Measures = [new ServerMeasures(() => servers.Servers, routes), new StepMeasures(workspace.Store.Runs, [.. workspace.Repository.Models.Keys])],
            };
            var gateway = await GatewayHost.StartAsync(options, routes, servers, workspace.Time, cancellation);
            return new Platform(workspace, definitions, servers, routes, gateway);
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts the local releases of these models into force; one that cannot be leaves what was live as it is.</summary>
    /// <returns>Why releases are not in force.</returns>
    public async Task<IReadOnlyList<Diagnostic>> ReleaseAsync(IEnumerable<string> models, CancellationToken cancellation)
    {
        var problems = new List<Diagnostic>();
        var releases = new List<(ModelRoute, IReadOnlyList<ServerDefinition>)>();
        foreach (var model in models)
        {
            if (!_workspace.Repository.Releases.TryGetValue((model, EnvironmentsSpec.Local), out var release)) continue;
            if (await ResolveAsync(model, release, problems, cancellation) is { } resolved) releases.Add(resolved);
        }

        // Beside each other, but not all of a thousand at once.
        foreach (var some in releases.Chunk(StartedAtOnce)) problems.AddRange(await _rollout.ApplyAsync(some, cancellation));
        return problems;
    }

    /// <summary>Follows the release files until cancelled, and tells what becomes of servers meanwhile.</summary>
    public async Task FollowAsync(IReadOnlyCollection<string> models, Output output, CancellationToken cancellation)
    {
        var servers = FollowServersAsync(output, cancellation);
        await FollowReleasesAsync(models, output, cancellation);
        await servers;
    }

    // A server that ended is started again, and one that lost a worker goes on: who looks at this terminal is the first who can know.
    private async Task FollowServersAsync(Output output, CancellationToken cancellation)
    {
        var told = _servers.Servers.ToDictionary(state => state.Definition.Key, state => state.Problem);
        while (true)
        {
            var changed = _servers.Changed;
            foreach (var state in _servers.Servers.Where(state => state.Phase != ServerPhase.Draining && state.Problem is not null && told.GetValueOrDefault(state.Definition.Key) != state.Problem))
            {
                told[state.Definition.Key] = state.Problem;
                output.Note(state.Problem!);
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private async Task FollowReleasesAsync(IReadOnlyCollection<string> models, Output output, CancellationToken cancellation)
    {
        using var watcher = new ReleaseWatcher(_workspace.Root, EnvironmentsSpec.Local, Read, _workspace.Time);
        if (watcher.Limitation is { } limitation) output.Problems([limitation]);
        var live = Routes.ToDictionary(route => route.Model);
        await foreach (var change in watcher.ChangesAsync(cancellation))
        {
            if (!models.Contains(change.Model)) continue;
            if (change.Release is null && change.Diagnostics.Count == 0) await _rollout.WithdrawAsync(change.Model, cancellation);
            var problems = change.Release is { } release ? await ApplyAsync(change.Model, release, cancellation) : change.Diagnostics;
            output.Problems(problems);
            if (problems.Count > 0) output.Note($"{change.Model}: the release was not applied; what was live stays");
            Announce(change.Model, live, output);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The gateway first: it lets requests in flight end while their servers still run.
        await _gateway.DisposeAsync();
        await _servers.DisposeAsync();
        _rollout.Dispose();
    }

    private async Task<IReadOnlyList<Diagnostic>> ApplyAsync(string model, SpecFile<ReleaseSpec> release, CancellationToken cancellation)
    {
        var problems = new List<Diagnostic>();
        return await ResolveAsync(model, release, problems, cancellation) is { } resolved ? await _rollout.ApplyAsync([resolved], cancellation) : problems;
    }

    private async Task<(ModelRoute Route, IReadOnlyList<ServerDefinition> Servers)?> ResolveAsync(
        string model, SpecFile<ReleaseSpec> release, List<Diagnostic> problems, CancellationToken cancellation)
    {
        var versions = _workspace.Versions;
        var candidates = _workspace.Repository.Models[model].Spec.Candidates.Keys.ToList();
        var resolution = ReleaseResolver.Resolve(model, candidates, release, new VersionCatalogue(versions));
        problems.AddRange(resolution.Diagnostics);
        if (resolution.Route is not { } route) return null;
        try
        {
            var servers = new List<ServerDefinition>();
            foreach (var arm in route.Arms.DistinctBy(arm => arm.Identity)) servers.Add(await ServerAsync(versions.FindIdentity(model, arm.Identity)!.Manifest, arm.Version, cancellation));
            return (route, servers);
        }
        catch (YardException failure)
        {
            problems.AddRange(failure.Diagnostics);
            return null;
        }
    }

    private async Task<ServerDefinition> ServerAsync(VersionManifest version, string name, CancellationToken cancellation)
    {
        var declared = _workspace.Repository.Models[version.Model].Spec.Candidates.GetValueOrDefault(version.Candidate)?.Serving;
        var server = await _definitions.DefineAsync(version with { Serving = version.Serving.As(declared) }, name, cancellation);
        return server with { Gateway = version.Calls.Count > 0 ? Address : null };
    }

    private ReleaseReading Read(string file)
    {
        var repository = RepositoryReader.Read(_workspace.Root);
        var model = file.Split('/')[1];
        var problems = repository.Diagnostics.Where(diagnostic => diagnostic.Where?.File == file).ToList();
        return new ReleaseReading(repository.Releases.GetValueOrDefault((model, EnvironmentsSpec.Local)), problems);
    }

    private void Announce(string model, Dictionary<string, ModelRoute> live, Output output)
    {
        var now = Routes.FirstOrDefault(route => route.Model == model);
        if (live.GetValueOrDefault(model) is { } before && now is not null && before.Salt == now.Salt && before.Arms.SequenceEqual(now.Arms)) return;
        if (now is null) live.Remove(model);
        else live[model] = now;
        output.Note(now is null ? $"{model}: no longer released" : $"{model}: {string.Join(", ", now.Arms.Select(arm => $"{arm.Name} = {arm.Version} {arm.Weight:0.##} %"))}");
    }
}
