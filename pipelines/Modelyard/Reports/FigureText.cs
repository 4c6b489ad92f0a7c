using System.Globalization;

namespace Modelyard.Reports;

/// <summary>Figures as pages say them.</summary>
internal static class FigureText
{
    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Signed(double value) => value.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture);

    public static string Chance(double chance) => chance < 0.001 ? "< 0.001" : chance.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Range(Interval? interval, bool signed = false) =>
        interval is { } range ? signed ? $"{Signed(range.Low)} … {Signed(range.High)}" : $"{Number(range.Low)} … {Number(range.High)}" : "";

    public static string Seconds(double? seconds) => seconds is { } known ? $"{known.ToString("0.0", CultureInfo.InvariantCulture)} s" : "";

    /// <summary><c>12.3 MB</c>, or <c>25.2 kB</c> where a megabyte would be nought.</summary>
    public static string Size(long bytes) => bytes >= 1_000_000 ? $"{(bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB" : $"{(bytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture)} kB";

    /// <summary>By how much a size grew: <c>+1.3 MB</c>.</summary>
    public static string Grown(long bytes) => bytes == 0 ? "none" : $"{(bytes > 0 ? "+" : "-")}{Size(Math.Abs(bytes))}";

    /// <summary>Per cent, and a dash where there is nothing.</summary>
    public static string Percent(double? value) => value is { } known ? $"{known.ToString("0.##", CultureInfo.InvariantCulture)} %" : "-";
}
