using System.Text;
using Microsoft.AspNetCore.Http;
using Modelyard.Metrics;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Pages;

/// <summary>
/// <c>GET /metrics/all</c>: the gateway's own metrics, those of every live server, and what the host measures, as one exposition.
/// A server that is silent never holds the others up: it is left out, and counted.
/// </summary>
internal sealed class AllMetrics : IDisposable
{
    private const int AtOnce = 64;
    private const int LongestAnswer = 4 << 20;

    private readonly GatewayOptions _options;
    private readonly RoutingTableHolder _routes;
    private readonly IServerDirectory _servers;
    private readonly GatewayMetrics _own;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) })
    {
        MaxResponseContentBufferSize = LongestAnswer,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public AllMetrics(GatewayOptions options, RoutingTableHolder routes, IServerDirectory servers, GatewayMetrics own, TimeProvider time) =>
        (_options, _routes, _servers, _own, _time) = (options, routes, servers, own, time);

    public async Task AnswerAsync(HttpContext context)
    {
        var routes = _routes.Current.Routes;
        var told = await ScrapeAsync(routes, context.RequestAborted);
        var merge = new ExpositionMerge();
        // After the servers, so that those missed now are counted in this very answer.
        merge.Add(await _own.CollectAsync(context.RequestAborted));
        merge.Add([WeightsOf(routes)]);
        foreach (var source in _options.Measures) merge.Add(source.Collect());
        foreach (var (server, families) in told) merge.Add(families, server.Labels);
        var conflicts = new MetricTable("modelyard_gateway_metric_conflicts", "gauge", "Families left out of this answer: another process gives their name another type.");
        conflicts.Add(merge.Conflicts);
        merge.Add([conflicts.Family]);
        context.Response.ContentType = Exposition.ContentType;
        await context.Response.WriteAsync(Exposition.Write(merge.Families), Encoding.UTF8, context.RequestAborted);
    }

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<(LiveServer Server, IReadOnlyList<MetricFamily> Families)>> ScrapeAsync(IReadOnlyList<ModelRoute> routes, CancellationToken cancel)
    {
        // One server answers for all arms of its version.
        var live = routes.SelectMany(route => route.Arms.GroupBy(arm => arm.Identity).Select(arms => new LiveServer(route.Model, [.. arms]))).ToList();
        using var limit = new CancellationTokenSource(_options.ScrapeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var room = new SemaphoreSlim(AtOnce);
        var told = await Task.WhenAll(live.Select(server => AskAsync(server, room, either.Token)));
        cancel.ThrowIfCancellationRequested();
        foreach (var (server, families) in live.Zip(told)) _own.Scraped(server.Model, server.Arms[0].Version, server.ArmNames, missed: families is null);
        return [.. live.Zip(told).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))];
    }

    private async Task<IReadOnlyList<MetricFamily>?> AskAsync(LiveServer server, SemaphoreSlim room, CancellationToken limit)
    {
        var entered = false;
        try
        {
            await room.WaitAsync(limit);
            entered = true;
            using var lease = _servers.TryAcquire(server.Model, server.Arms[0].Identity);
            if (lease is not null) return Exposition.Read(await _http.GetStringAsync(new Uri(lease.Address, "metrics"), limit));
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException or FormatException or IOException or InvalidOperationException)
        {
            // Counted by the caller, whatever it was.
        }
        finally
        {
            if (entered) room.Release();
        }

        return null;
    }

    private static MetricFamily WeightsOf(IReadOnlyList<ModelRoute> routes)
    {
        var weights = new MetricTable("modelyard_gateway_arm_weight_ratio", "gauge", "The share of subjects that the release gives to the arm, 0 to 1.", "model", "version", "arm");
        foreach (var (route, arm) in routes.SelectMany(route => route.Arms.Select(arm => (route, arm)))) weights.Add(arm.Weight / 100, route.Model, arm.Version, arm.Name);
        return weights.Family;
    }

    /// <summary>One server, by the arms that it answers for.</summary>
    private sealed record LiveServer(string Model, IReadOnlyList<Arm> Arms)
    {
        public string ArmNames => string.Join(',', Arms.Select(arm => arm.Name));

        public IReadOnlyList<MetricLabel> Labels => [new("model", Model), new("version", Arms[0].Version), new("arm", ArmNames)];
    }
}
