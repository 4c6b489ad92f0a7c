namespace Modelyard.Serving;

/// <summary>Where a wanted server stands.</summary>
public enum ServerPhase
{
    /// <summary>It starts, or starts again after its first end: worth waiting for.</summary>
    Starting,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>Its last start failed, or it ended again soon after one: it is tried again, at growing intervals.</summary>
    Down,

    /// <summary>It is no longer wanted: it finishes what it has and gets nothing new.</summary>
    Draining,
}

/// <summary>One server as it is at this moment.</summary>
/// <param name="Definition">What should run.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Address">Where it answers; <see langword="null"/> unless it is ready.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="InFlight">Requests that it is answering.</param>
/// <param name="Problem">Why it last ended or did not start; <see langword="null"/> while it never did.</param>
/// <param name="Session">The session (a process id) that all its processes share; <see langword="null"/> while it starts.</param>
/// <param name="StartTook">From the start of its process until it was ready, the last time; <see langword="null"/> while it never was.</param>
public sealed record ServerState(
    ServerDefinition Definition, ServerPhase Phase, Uri? Address, int Restarts, int InFlight, string? Problem, int? Session = null, TimeSpan? StartTook = null);
