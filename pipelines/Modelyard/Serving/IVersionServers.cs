using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>Says what the server of a version is, in one kind of place.</summary>
public interface IVersionServers
{
    /// <summary>The server that answers for a version, with all that it needs in place.</summary>
    /// <param name="name">What answers call the version: <c>dev3</c>.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">It cannot be made ready: its image cannot be built or loaded.</exception>
    Task<ServerDefinition> DefineAsync(VersionManifest version, string name, CancellationToken cancellation);

    /// <summary>Told that servers of runtimes of these names will be wanted soon, by who has other work until then.</summary>
    void Expect(IEnumerable<string> names)
    {
    }
}
