using System.Security.Cryptography;

namespace Modelyard.Clusters;

/// <summary>Pauses between tries: each up to twice as long as the one before, a random half of it, so that many clients do not come back together.</summary>
internal sealed class Backoff(TimeProvider time, TimeSpan first, TimeSpan longest)
{
    private int _doubled;

    /// <summary>Waits for the next pause, or for at least what the server asked for.</summary>
    public Task PauseAsync(TimeSpan? asked, CancellationToken cancellation)
    {
        var whole = TimeSpan.FromTicks(Math.Min(longest.Ticks, first.Ticks << _doubled));
        if (whole < longest) _doubled++;
        var jittered = whole / 2 + whole / 2 * (RandomNumberGenerator.GetInt32(1_001) / 1_000.0);
        var pause = asked is { } wanted && wanted > jittered ? wanted : jittered;
        return Task.Delay(pause, time, cancellation);
    }

    /// <summary>Starts from the first pause again.</summary>
    public void Reset() => _doubled = 0;
}
