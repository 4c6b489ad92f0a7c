using System.Globalization;

namespace Modelyard.Clusters;

/// <summary>
/// How far a log was told. The API takes the time to go on from in whole seconds (metav1.Time drops fractions), so the lines of that second come again:
/// as many of each as were told are passed over. Lines of two streams need not be in the order of their times.
/// </summary>
internal sealed class LogPosition
{
    private readonly Dictionary<LogLine, int> _told = [];
    private readonly Dictionary<LogLine, int> _again = [];
    private DateTimeOffset? _since;

    /// <summary>The query's part that asks for what was not told: empty at the beginning.</summary>
    public string[] Query => _since is { } since ? [$"sinceTime={Uri.EscapeDataString(since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))}"] : [];

    /// <summary>A new request begins.</summary>
    public void Resume()
    {
        _again.Clear();
        foreach (var (line, times) in _told) _again[line] = times;
    }

    /// <summary>Whether a line is to be told; it is then taken as told.</summary>
    public bool IsNew(LogLine line)
    {
        if (_again.TryGetValue(line, out var left) && left > 0)
        {
            _again[line] = left - 1;
            return false;
        }

        var second = new DateTimeOffset(line.Time.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        if (_since is null || second > _since)
        {
            // What is older will not be asked for again.
            foreach (var old in _told.Keys.Where(told => told.Time < second).ToList()) _told.Remove(old);
            _since = second;
        }

        _told[line] = _told.GetValueOrDefault(line) + 1;
        return true;
    }
}
