using Modelyard.Serving.Forking;

namespace Modelyard.Serving;

/// <summary>How servers are started, watched and stopped on this machine.</summary>
public sealed record ServingOptions
{
    /// <summary>Where logs and YARD_SERVE documents go, absolute; made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>What forks servers that import much; none: each is started for itself.</summary>
    public ForkServers? Forks { get; init; }

    /// <summary>How long a server may take from its start to its first 200 on <c>/healthz</c>. Defaults to 60 seconds.</summary>
    public TimeSpan ReadyLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From SIGTERM to SIGKILL. Defaults to 10 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long requests in flight may hold back the SIGTERM of a server that is no longer wanted. Defaults to 60 seconds.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before the second start in a row that failed; it doubles for each one after. Defaults to 250 ms.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between starts. Defaults to 30 seconds.</summary>
    public TimeSpan BackoffLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that was ready for this long has proved itself: its next end counts as the first. Defaults to 10 seconds.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two probes of a ready server, and how long one may take. Defaults to 2 seconds.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A ready server is hung after this many failed probes in a row during which it answered no request either: one that is
    /// merely busy keeps answering. Defaults to 5.
    /// </summary>
    public int ProbeFailures { get; init; } = 5;

    /// <summary>Bytes kept of each server's log, half in the current file and half in the one before. Defaults to 16 MiB.</summary>
    public long LogLimit { get; init; } = 16 << 20;
}
