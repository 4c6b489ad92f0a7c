using System.Collections.Concurrent;

namespace Modelyard.Metrics;

/// <summary>
/// What was answered in the last minute, by arm: what the pages show while it happens. Prometheus' counters cannot tell quantiles
/// of the last seconds without a Prometheus beside them. An arm without traffic costs nothing, one with traffic some 20 kB.
/// </summary>
public sealed class TrafficWindow(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Model, string Arm), ArmWindow> _arms = new();

    /// <summary>Counts one answer.</summary>
    public void Record(string model, string arm, double seconds, bool failed) =>
        _arms.GetOrAdd((model, arm), _ => new ArmWindow()).Record(Second, seconds, failed);

    /// <summary>The last minute of an arm; <see langword="null"/> where it never had any traffic.</summary>
    public ArmTraffic? Of(string model, string arm) => _arms.TryGetValue((model, arm), out var window) ? window.Read(Second) : null;

    private long Second => time.GetTimestamp() / time.TimestampFrequency;
}

/// <summary>One arm's last minute.</summary>
/// <param name="PerSecond">Answers a second, over the last ten whole seconds.</param>
/// <param name="FailedShare">Of the minute's answers, those that were no success; 0 to 1.</param>
/// <param name="Median">Seconds, to a tenth; <see langword="null"/> where nothing was answered within the minute.</param>
/// <param name="P99">Seconds, to a tenth.</param>
/// <param name="Seconds">Answers in each of the last 60 seconds, oldest first, the current one last.</param>
public sealed record ArmTraffic(double PerSecond, double FailedShare, double? Median, double? P99, IReadOnlyList<int> Seconds);

/// <summary>A ring of 60 seconds, each with a histogram whose buckets grow by a fifth, from 0.1 ms to 200 s.</summary>
internal sealed class ArmWindow
{
    private const int Length = 60;
    private const int RateLength = 10;
    private const int Buckets = 80;
    private const double Least = 1e-4;
    private static readonly double Growth = Math.Pow(2, 0.2643); // 80 buckets of 20 %

    private readonly Lock _lock = new();
    private readonly int[] _counts = new int[Length * Buckets];
    private readonly int[] _failed = new int[Length];
    private readonly int[] _answered = new int[Length];
    private long _last;

    public void Record(long second, double seconds, bool failed)
    {
        var bucket = seconds <= Least ? 0 : Math.Min(Buckets - 1, 1 + (int)(Math.Log(seconds / Least) / Math.Log(Growth)));
        lock (_lock)
        {
            Advance(second);
            var slot = (int)(second % Length);
            _counts[(slot * Buckets) + bucket]++;
            _answered[slot]++;
            if (failed) _failed[slot]++;
        }
    }

    public ArmTraffic Read(long second)
    {
        lock (_lock)
        {
            Advance(second);
            var seconds = Enumerable.Range(1, Length).Select(i => _answered[(int)((second + i) % Length)]).ToList();
            var total = seconds.Sum();
            var rate = (double)seconds.Skip(Length - 1 - RateLength).Take(RateLength).Sum() / RateLength;
            return total == 0
                ? new ArmTraffic(0, 0, null, null, seconds)
                : new ArmTraffic(rate, (double)_failed.Sum() / total, Quantile(0.5, total), Quantile(0.99, total), seconds);
        }
    }

    private void Advance(long second)
    {
        if (second - _last >= Length) _last = second - Length;
        while (_last < second)
        {
            var slot = (int)(++_last % Length);
            _answered[slot] = _failed[slot] = 0;
            Array.Clear(_counts, slot * Buckets, Buckets);
        }
    }

    private double Quantile(double share, int total)
    {
        var (rank, below) = ((int)Math.Ceiling(share * total), 0);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            for (var slot = 0; slot < Length; slot++) below += _counts[(slot * Buckets) + bucket];
            // The middle of the bucket, whose bounds are a fifth apart.
            if (below >= rank) return Least * Math.Pow(Growth, bucket - 0.5);
        }

        return Least * Math.Pow(Growth, Buckets);
    }
}
