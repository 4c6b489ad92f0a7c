using Modelyard.Content;
using Modelyard.Serving;

namespace Modelyard.Gateway.Table;

/// <summary>
/// Servers of a cluster: every version of a model is behind the model's one service, and the mesh finds it by the header that names it. Which pods are ready
/// is the cluster's to know; a service that has none answers so itself.
/// </summary>
internal sealed class MeshServers(Func<string, Uri?> addressOf) : IServerDirectory
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    /// <inheritdoc/>
    public Task Changed => Never;

    /// <inheritdoc/>
    public ServerLease? TryAcquire(string model, Digest identity) => addressOf(model) is { } address ? new ServerLease(address, _ => { }) : null;

    /// <inheritdoc/>
    public ServerPhase? PhaseOf(string model, Digest identity) => addressOf(model) is null ? null : ServerPhase.Ready;
}
