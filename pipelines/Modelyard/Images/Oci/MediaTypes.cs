namespace Modelyard.Images.Oci;

/// <summary>Media types of the OCI image specification 1.1, and Docker's for images that others made.</summary>
public static class MediaTypes
{
    public const string ImageIndex = "application/vnd.oci.image.index.v1+json";
    public const string ImageManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string ImageConfiguration = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";
    public const string LayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string LayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>Of <see cref="Descriptor.Empty"/>: where a manifest must name something and there is nothing.</summary>
    public const string Empty = "application/vnd.oci.empty.v1+json";

    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfiguration = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>What a manifest may be, the first the most welcome.</summary>
    public static IReadOnlyList<string> Manifests { get; } = [ImageManifest, ImageIndex, DockerManifest, DockerManifestList];

    /// <summary>Whether this lists other manifests.</summary>
    public static bool IsIndex(string mediaType) => mediaType is ImageIndex or DockerManifestList;

    /// <summary>Whether this is a manifest of either kind.</summary>
    public static bool IsManifest(string mediaType) => Manifests.Contains(mediaType);

    /// <summary>Whether a layer stays where its <c>urls</c> say and is never pushed.</summary>
    public static bool IsNondistributable(string mediaType) =>
        mediaType.Contains(".nondistributable.", StringComparison.Ordinal) || mediaType.Contains(".foreign.", StringComparison.Ordinal);
}
