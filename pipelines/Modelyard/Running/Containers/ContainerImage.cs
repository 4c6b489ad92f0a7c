using Modelyard.Content;
using Modelyard.Running.Execution;

namespace Modelyard.Running.Containers;

/// <summary>An image in a layout on disk, which an engine can load.</summary>
/// <param name="Layout">The folder of the OCI layout, absolute.</param>
/// <param name="Tag">Its tag there; holds the digest, so that one that an engine has under it need not be loaded again.</param>
/// <param name="Id">Digest of its configuration, by which engines know it.</param>
/// <param name="Entrypoint">The program that it starts, an absolute path in it; and the first arguments.</param>
public sealed record ContainerImage(string Layout, string Tag, Digest Id, IReadOnlyList<string> Entrypoint)
{
    /// <summary>Where the image has the code of its step; where it has none, the store's copies are mounted.</summary>
    public StepCode? Code { get; init; }

    /// <summary>The variables that it sets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Folders of the host that it stands on, mounted read-only; none where it is complete.</summary>
    public IReadOnlyList<string> HostFolders { get; init; } = [];

    /// <summary>What engines call it.</summary>
    public string Name => $"localhost/modelyard:{Tag}";

    /// <summary>For messages and for who loads it.</summary>
    public string Source => $"oci:{Layout}:{Tag}";
}
