using System.Globalization;

namespace Modelyard.Clusters;

/// <summary>One line that a container wrote.</summary>
/// <param name="Time">When the node's runtime took it.</param>
/// <param name="Text">Without its end.</param>
public sealed record LogLine(DateTimeOffset Time, string Text)
{
    /// <summary>Reads a line of a log that was asked for with <c>timestamps=true</c>; <see langword="null"/> where it begins with no time.</summary>
    internal static LogLine? Parse(string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        var stamp = end < 0 ? line : line[..end];
        return DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new LogLine(time, end < 0 ? "" : line[(end + 1)..])
            : null;
    }
}
