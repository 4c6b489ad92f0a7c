namespace Modelyard.TestClusters;

/// <summary>A clock whose pauses pass a hundred times as fast; it remembers how long each would have been.</summary>
public sealed class HastyTime : TimeProvider
{
    private readonly List<TimeSpan> _waits = [];

    /// <summary>The pauses so far, as they were asked for.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_waits) return [.. _waits];
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_waits) _waits.Add(dueTime);
        return base.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : dueTime / 100, period);
    }
}
