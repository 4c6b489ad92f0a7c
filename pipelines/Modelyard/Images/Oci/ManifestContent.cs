using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>A manifest or index as its exact bytes, since its digest is of those.</summary>
/// <param name="Bytes">Never to be changed.</param>
public sealed record ManifestContent(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Manifests are small; one that is larger than registries take (4 MiB) is refused.</summary>
    public const int MaximumBytes = 4 << 20;

    /// <summary>Of the bytes.</summary>
    public Digest Digest { get; } = Digest.Of(Bytes.Span);

    /// <summary>With its artifact type and annotations, as an index of referrers lists it.</summary>
    public Descriptor Descriptor => new(MediaType, Digest, Bytes.Length);

    /// <summary>Whether this lists other manifests.</summary>
    public bool IsIndex => MediaTypes.IsIndex(MediaType);

    /// <summary>The manifest that this one is about; <see langword="null"/> where it stands for itself.</summary>
    public Descriptor? Subject => IsIndex ? AsIndex().Subject : AsManifest().Subject;

    public static ManifestContent Of(ImageManifest manifest) => new(MediaTypes.ImageManifest, OciJson.Bytes(manifest));

    public static ManifestContent Of(ImageIndex index) => new(MediaTypes.ImageIndex, OciJson.Bytes(index));

    /// <summary>Bytes that do not say beside themselves what they are; <see langword="null"/> where they are no manifest.</summary>
    public static ManifestContent? Recognise(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (JsonNode.Parse(bytes.Span) is not JsonObject document) return null;
            // `mediaType` is optional in version 1.0; the specification tells the two kinds apart by what they list.
            var type = document["mediaType"] is JsonValue said && said.TryGetValue<string>(out var text) ? text
                : document.ContainsKey("manifests") ? MediaTypes.ImageIndex
                : document.ContainsKey("layers") ? MediaTypes.ImageManifest : "";
            return MediaTypes.IsManifest(type) ? new ManifestContent(type, bytes) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8004.</exception>
    public ImageManifest AsManifest() => OciJson.Manifest(Bytes.Span, $"the manifest {Digest}");

    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8004.</exception>
    public ImageIndex AsIndex() => OciJson.Index(Bytes.Span, $"the index {Digest}");

    /// <summary>Everything that must be where this manifest is: configuration and layers, or manifests.</summary>
    public IReadOnlyList<Descriptor> References()
    {
        if (IsIndex) return AsIndex().Manifests;
        var manifest = AsManifest();
        return [manifest.Config, .. manifest.Layers.Where(layer => !MediaTypes.IsNondistributable(layer.MediaType))];
    }

    /// <summary>How an index of referrers lists this manifest: with its artifact type (else that of its configuration) and annotations.</summary>
    public Descriptor AsReferrer() => IsIndex
        ? Descriptor with { ArtifactType = AsIndex().ArtifactType, Annotations = AsIndex().Annotations }
        : Descriptor with { ArtifactType = AsManifest().ArtifactType ?? AsManifest().Config.MediaType, Annotations = AsManifest().Annotations };
}
