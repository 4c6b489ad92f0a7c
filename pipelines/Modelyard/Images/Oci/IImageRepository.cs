using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>How a blob came to be in a repository.</summary>
public enum BlobPush
{
    /// <summary>It was there already.</summary>
    WasThere,

    /// <summary>The registry took it over from another of its repositories; no byte was sent.</summary>
    Mounted,

    /// <summary>Its bytes were sent.</summary>
    Sent,
}

/// <summary>
/// A repository of blobs, manifests and tags: one of a registry, or an image layout on disk. What is read and what is written is checked
/// against its digest. Failures are YARD8xxx and name the repository.
/// </summary>
public interface IImageRepository
{
    /// <summary>For messages: <c>registry.example/modelyard/item-photo</c>, or a folder.</summary>
    string Name { get; }

    /// <summary><c>host[:port]</c> of its registry, whose other repositories blobs can be mounted from; <see langword="null"/> for a layout.</summary>
    string? Registry { get; }

    /// <summary>Its path in the registry, <c>modelyard/item-photo</c>; the folder of a layout.</summary>
    string Path { get; }

    Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellation);

    /// <summary>A blob's bytes. Reading to the end of content that is not the blob's throws (YARD8001).</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8002: it is not there.</exception>
    Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellation);

    /// <summary>Sees to it that a blob is there: looks, tries to mount it, sends it. It is there as a whole or not at all.</summary>
    /// <param name="mountFrom">Paths of repositories in the same registry that may have it.</param>
    Task<BlobPush> PushBlobAsync(IBlob blob, IReadOnlyList<string> mountFrom, CancellationToken cancellation);

    /// <summary>A manifest by tag or digest; <see langword="null"/> where there is none.</summary>
    Task<ManifestContent?> FindManifestAsync(string tagOrDigest, CancellationToken cancellation);

    /// <summary>What a tag names; <see langword="null"/> where it names nothing that could be pulled.</summary>
    async Task<Digest?> FindTagAsync(string tag, CancellationToken cancellation) => (await FindManifestAsync(tag, cancellation))?.Digest;

    /// <summary>Adds a manifest whose blobs and manifests are there, and lists it among the referrers of its subject.</summary>
    /// <param name="tag">Under this tag; <see langword="null"/>: under its digest alone, and where registries prune what has no tag, under one made of its digest.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8005: the tag names other content. Tags never move.</exception>
    Task PushManifestAsync(ManifestContent manifest, string? tag, CancellationToken cancellation);

    /// <summary>Tags that people gave, sorted by ordinal; those made of digests are left out.</summary>
    Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellation);

    /// <summary>Manifests whose subject this one is, sorted by digest; with artifact types and annotations.</summary>
    Task<IReadOnlyList<Descriptor>> ListReferrersAsync(Digest subject, CancellationToken cancellation);
}
