using Modelyard.Running.Execution;
using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>Starts servers of exact versions, each with those that it calls, wherever servers are in this place.</summary>
public interface IPinnedServers : ICalledModels
{
    /// <summary>A server of a version, blessed or not.</summary>
    /// <param name="name">What its answers call the version.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">A version that it calls is gone, or a server does not start; nothing is left running.</exception>
    Task<PinnedServer> StartAsync(VersionManifest version, string name, CancellationToken cancellation);
}

/// <summary>A server with those that it calls; all stop when it is disposed.</summary>
/// <param name="address">Where it answers, with a slash at the end.</param>
/// <param name="starting">How long it took from its start to its being ready; those that it calls were ready before.</param>
/// <param name="running">Itself and those that it calls.</param>
public sealed class PinnedServer(Uri address, TimeSpan starting, IReadOnlyCollection<IAsyncDisposable> running) : ICalledModel
{
    /// <inheritdoc/>
    public Uri Address => address;

    /// <summary>How long it took from its start to its being ready.</summary>
    public TimeSpan Starting => starting;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(running.Select(server => server.DisposeAsync().AsTask()));
}
