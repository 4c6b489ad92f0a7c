using System.Globalization;
using Modelyard.Images.Builder;
using Modelyard.Specs;

namespace Modelyard.Cli.Display;

/// <summary>How long a node takes to serve a version, a line a packaging, with the parts that it was added up from.</summary>
internal static class ForecastTable
{
    public static void Write(string environment, RatesSpec rates, IReadOnlyList<LoadForecast> modes, string declared, Output output)
    {
        output.Line($"  forecast    until a node of {environment} that has the runtime answers: pull {Sizes.Of(rates.Pull.Bytes)}/s, volume {Sizes.Of(rates.Volume.Bytes)}/s, container {rates.Container}");
        foreach (var mode in modes)
        {
            List<string> parts = [$"pull {Sizes.Of(mode.PullBytes)} {Seconds(mode.PullSeconds)}"];
            if (mode.ReadBytes > 0) parts.Add($"read {Sizes.Of(mode.ReadBytes)} {Seconds(mode.ReadSeconds)}");
            parts.Add($"container {Seconds(mode.ContainerSeconds)}");
            parts.Add(mode.StartSeconds is { } start ? $"start {Seconds(start)}" : "start unknown");
            output.Line($"    {mode.Packaging,-14}{Seconds(mode.Seconds),9}  = {string.Join(" + ", parts)}{(mode.Packaging == declared ? "  (declared)" : "")}");
        }
    }

    private static string Seconds(double seconds) => $"{seconds.ToString(seconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture)} s";
}
