namespace Modelyard.Versions;

/// <summary>The last thing between a finished pipeline and a version: a server started from the very artifact must answer.</summary>
public interface IBlessing
{
    /// <summary>Starts a server from the artifact, sends the model's samples and the golden rows, compares.</summary>
    /// <returns>How long the server took to be ready.</returns>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD4002 or YARD4003, or the server did not start.</exception>
    Task<TimeSpan> BlessAsync(VersionManifest manifest, CancellationToken cancellation);
}
