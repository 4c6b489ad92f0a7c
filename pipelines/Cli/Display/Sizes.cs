using System.Globalization;

namespace Modelyard.Cli.Display;

/// <summary>Bytes the way people read them.</summary>
internal static class Sizes
{
    /// <summary><c>12.3 MB</c>, or <c>25.2 kB</c> where a megabyte would be nought.</summary>
    public static string Of(long bytes) => bytes >= 1_000_000
        ? $"{(bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB"
        : $"{(bytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture)} kB";
}
