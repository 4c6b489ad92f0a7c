using Modelyard.Images.Oci;

namespace Modelyard.Versions.Publishing;

/// <summary>A version in a registry.</summary>
/// <param name="Content">The manifest of the OCI artifact, whose digest pins it there.</param>
/// <param name="Numbers"><c>v7</c>; none for one that was pushed by digest alone.</param>
/// <param name="Origin">Where it came from, where that was pushed with it.</param>
public sealed record PublishedVersion(VersionManifest Manifest, ManifestContent Content, IReadOnlyList<string> Numbers, VersionOrigin? Origin)
{
    /// <summary>What it is called: its number, else its identity.</summary>
    public string Name => Numbers is [.., var last] ? last : Manifest.Identity.ToString();

    /// <summary>The greatest number; 0 where it has none.</summary>
    public int Number => Numbers is [.., var last] ? VersionTags.NumberOf(last) : 0;

    /// <summary>Bytes of what it is stored as.</summary>
    public long Bytes => Content.References().Sum(blob => blob.Size);
}
