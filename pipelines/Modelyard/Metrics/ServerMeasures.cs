using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Metrics;

/// <summary>
/// What the supervisor sees of each server from outside, whatever it is written in: whether it is ready, how long it took to start, how
/// often it started again, and the memory of all its processes.
/// </summary>
public sealed class ServerMeasures(Func<IReadOnlyList<ServerState>> servers, RoutingTableHolder routes) : IMetricSource
{
    private static readonly string[] Labels = ["model", "version", "arm"];

    /// <inheritdoc/>
    public IReadOnlyList<MetricFamily> Collect()
    {
        var states = servers();
        var table = routes.Current;
        var memory = ProcessMemory.OfSessions(states.Select(state => state.Session).OfType<int>().ToHashSet());
        var ready = Gauge("modelyard_server_ready", "Whether the server answers: 1 or 0.");
        var starting = Gauge("modelyard_server_start_seconds", "From the start of its process until the server was ready, the last time.");
        var restarts = new MetricTable("modelyard_server_restarts_total", "counter", "How often the server was started again.", Labels);
        var flight = Gauge("modelyard_server_in_flight", "Requests that the server is answering.");
        var processes = Gauge("modelyard_server_processes", "Processes of the server, all workers and its guard.");
        var resident = Gauge("modelyard_server_resident_memory_bytes", "Resident memory of all processes, what they share counted for each.");
        var proportional = Gauge("modelyard_server_proportional_memory_bytes", "Memory of all processes, what they share divided among them (PSS).");
        // A version that is drained may still run beside its successor under the same name.
        foreach (var state in states.DistinctBy(state => (state.Definition.Model, state.Definition.VersionName)))
        {
            string[] labels = [state.Definition.Model, state.Definition.VersionName, ArmsOf(table, state.Definition)];
            ready.Add(state.Phase == ServerPhase.Ready ? 1 : 0, labels);
            restarts.Add(state.Restarts, labels);
            flight.Add(state.InFlight, labels);
            if (state.StartTook is { } took) starting.Add(took.TotalSeconds, labels);
            if (state.Session is not { } session || !memory.TryGetValue(session, out var used)) continue;
            processes.Add(used.Processes, labels);
            resident.Add(used.Resident, labels);
            if (used.Proportional > 0) proportional.Add(used.Proportional, labels);
        }

        return [ready.Family, starting.Family, restarts.Family, flight.Family, processes.Family, resident.Family, proportional.Family];
    }

    /// <summary>The arms that a server answers for: <c>a</c>, or <c>a,b</c> where one version has two; <c>none</c> while it has none.</summary>
    public static string ArmsOf(RoutingTable table, ServerDefinition server)
    {
        if (!table.TryGet(server.Model, out var route)) return "none";
        var arms = route.Arms.Where(arm => arm.Identity == server.Identity).Select(arm => arm.Name).ToList();
        return arms.Count == 0 ? "none" : string.Join(',', arms);
    }

    private static MetricTable Gauge(string name, string help) => new(name, "gauge", help, Labels);
}
