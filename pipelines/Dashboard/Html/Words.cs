using System.Globalization;

namespace Modelyard.Dashboard.Html;

/// <summary>Numbers and times the way people read them.</summary>
internal static class Words
{
    /// <summary>What stands where there is nothing to say.</summary>
    public const string None = "–";

    public static string Metric(double? value) => value is { } number ? Number(number, Math.Abs(number) >= 100 ? "0.0" : "0.000") : None;

    public static string Rate(double? perSecond) => perSecond is > 0 and var rate ? Number(rate, rate < 10 ? "0.0" : "0") : None;

    /// <summary>A duration of seconds: <c>0.4 ms</c>, <c>12 ms</c>, <c>1.3 s</c>, <c>2 min 5 s</c>, <c>1 h 4 min</c>.</summary>
    public static string Duration(double? seconds) => seconds switch
    {
        null => None,
        < 0.01 => Number(seconds.Value * 1000, "0.0") + " ms",
        < 0.9995 => Number(seconds.Value * 1000, "0") + " ms",
        < 99.95 => Number(seconds.Value, "0.0") + " s",
        < 3600 => $"{(int)(seconds.Value / 60)} min {(int)(seconds.Value % 60)} s",
        _ => $"{(int)(seconds.Value / 3600)} h {(int)(seconds.Value % 3600 / 60)} min",
    };

    public static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 999.5 && unit < units.Length - 1; unit++) value /= 1000;
        return $"{Number(value, value < 10 && unit > 0 ? "0.0" : "0")} {units[unit]}";
    }

    /// <summary>How long ago: <c>just now</c>, <c>5 min ago</c>, <c>3 h ago</c>, <c>12 days ago</c>.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => (now - then).TotalMinutes switch
    {
        < 1 => "just now",
        < 60 and var minutes => $"{(int)minutes} min ago",
        < 48 * 60 and var minutes => $"{(int)(minutes / 60)} h ago",
        var minutes => $"{(int)(minutes / 60 / 24)} days ago",
    };

    public static string Percent(double weight) => Number(weight, "0.##") + " %";

    public static string Count(int count, string one, string many) => $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
