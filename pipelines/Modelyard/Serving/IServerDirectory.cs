using Modelyard.Content;

namespace Modelyard.Serving;

/// <summary>Which servers answer for a version right now: what the gateway asks at each request.</summary>
public interface IServerDirectory
{
    /// <summary>A ready server of the version, held for one request; <see langword="null"/> when there is none.</summary>
    ServerLease? TryAcquire(string model, Digest identity);

    /// <summary>The best phase among the version's servers; <see langword="null"/> when none is wanted.</summary>
    ServerPhase? PhaseOf(string model, Digest identity);

    /// <summary>Ends when any server's phase has changed since the call.</summary>
    Task Changed { get; }
}
