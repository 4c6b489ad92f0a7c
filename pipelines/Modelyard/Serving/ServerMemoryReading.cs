using System.Globalization;
using Modelyard.Metrics;
using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>Reads what a server says of its memory at <c>/metrics</c>, in Prometheus' text format.</summary>
internal static class ServerMemoryReading
{
    private const string Server = "modelyard_server_memory_bytes", Worker = "modelyard_server_worker_memory_bytes";

    /// <summary>Asks a server.</summary>
    /// <param name="server">Its base address is the server's.</param>
    /// <param name="workers">How many it was started with.</param>
    /// <returns><see langword="null"/> where it says nothing: images of before this was measured, and machines without smaps_rollup.</returns>
    public static async Task<ServerMemory?> ReadAsync(HttpClient server, int workers, CancellationToken cancellation)
    {
        try
        {
            return Read(await server.GetStringAsync("metrics", cancellation), workers);
        }
        catch (HttpRequestException)
        {
            return null; // a figure is no reason to refuse a version that answers
        }
    }

    /// <summary>Finds it in the text of the metrics.</summary>
    internal static ServerMemory? Read(string metrics, int workers)
    {
        try
        {
            var samples = Exposition.Read(metrics).SelectMany(family => family.Samples).ToLookup(sample => sample.Name);
            return Value(samples[Server]) is { } bytes ? new ServerMemory(bytes, Value(samples[Worker]) ?? 0, workers) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static long? Value(IEnumerable<MetricSample> samples) =>
        double.TryParse(samples.FirstOrDefault()?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1e15 ? (long)value : null;
}
