namespace Modelyard.Images.Oci;

/// <summary>Annotations that the OCI image specification 1.1 names; labels of an image use the same keys.</summary>
public static class AnnotationKeys
{
    /// <summary>RFC 3339. Nothing that must be reproducible carries it.</summary>
    public const string Created = "org.opencontainers.image.created";

    public const string Authors = "org.opencontainers.image.authors";
    public const string Url = "org.opencontainers.image.url";
    public const string Documentation = "org.opencontainers.image.documentation";
    public const string Source = "org.opencontainers.image.source";
    public const string Version = "org.opencontainers.image.version";
    public const string Revision = "org.opencontainers.image.revision";
    public const string Vendor = "org.opencontainers.image.vendor";
    public const string Licenses = "org.opencontainers.image.licenses";
    public const string Title = "org.opencontainers.image.title";
    public const string Description = "org.opencontainers.image.description";

    /// <summary>The tag of a manifest in the <c>index.json</c> of a layout.</summary>
    public const string ReferenceName = "org.opencontainers.image.ref.name";

    /// <summary>The base's manifest.</summary>
    public const string BaseDigest = "org.opencontainers.image.base.digest";

    /// <summary>The base's reference.</summary>
    public const string BaseName = "org.opencontainers.image.base.name";
}
