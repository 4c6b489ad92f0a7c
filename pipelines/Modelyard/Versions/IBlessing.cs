namespace Modelyard.Versions;

/// <summary>The last thing between a finished pipeline and a version: a server started from the very artifact must answer.</summary>
public interface IBlessing
{
    /// <summary>Starts a server from the artifact, sends the model's samples and the golden rows, compares.</summary>
    /// <returns>What the server took.</returns>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD4002 or YARD4003, or the server did not start.</exception>
    Task<ServerFigures> BlessAsync(VersionManifest manifest, CancellationToken cancellation);
}

/// <summary>What a version's server took when it was blessed.</summary>
/// <param name="Starting">From its start to its being ready.</param>
/// <param name="Memory">Once it had answered all; none where it does not tell.</param>
public sealed record ServerFigures(TimeSpan Starting, ServerMemory? Memory);

/// <summary>Memory of a server, pages that its processes share counted once.</summary>
/// <param name="Bytes">Of all its processes.</param>
/// <param name="WorkerBytes">What one of its workers held by itself; 0 where workers are threads.</param>
/// <param name="Workers">How many it had.</param>
public sealed record ServerMemory(long Bytes, long WorkerBytes, int Workers)
{
    /// <summary>Bytes with another number of workers: each holds by itself what one did.</summary>
    public long Of(int workers) => Bytes + ((workers - Workers) * WorkerBytes);
}
