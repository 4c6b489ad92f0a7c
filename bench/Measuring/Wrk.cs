using System.Globalization;
using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;

namespace Modelyard.Bench.Measuring;

/// <summary>What one run of wrk measured. wrk is a closed loop: a connection asks again when it was answered.</summary>
/// <param name="Errors">Answers of another kind than 2xx and 3xx, and broken or late ones.</param>
/// <param name="Median">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
internal sealed record Wrk(long Requests, double Seconds, long Errors, double Median, double P99)
{
    /// <summary>Requests a second.</summary>
    public double Rate => Requests / Seconds;

    /// <summary>Asks an address, each request with another subject.</summary>
    public static async Task<Wrk> RunAsync(Uri address, int connections, int seconds)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Gateway", "subjects.lua");
        var result = await Cli.Wrap("wrk")
            .WithArguments(["-t1", $"-c{connections}", $"-d{seconds}s", "-s", script, address.ToString()])
            .ExecuteBufferedAsync();
        using var line = JsonDocument.Parse(result.StandardOutput.Split('\n').Last(text => text.StartsWith('{')));
        return new Wrk(
            (long)Value(line, "requests"), Value(line, "duration-us") / 1e6, (long)Value(line, "errors"), Value(line, "p50-us") / 1e3, Value(line, "p99-us") / 1e3);
    }

    private static double Value(JsonDocument line, string name) => double.Parse(line.RootElement.GetProperty(name).GetRawText(), CultureInfo.InvariantCulture);
}
