using System.Net;
using Modelyard.Content;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Registry;

/// <summary>One repository of a registry that follows the OCI distribution specification 1.1, or 1.0 as Debian's 2.8 does.</summary>
public sealed class RegistryRepository : IImageRepository, IDisposable
{
    private readonly RegistryOptions _options;
    private readonly RegistryConnection _connection;
    private readonly RegistryManifests _manifests;
    private readonly RegistryTags _tags;
    private readonly RegistryReferrers _referrers;

    /// <param name="repository">Its tag and digest are not looked at.</param>
    public RegistryRepository(ImageReference repository, RegistryOptions options)
    {
        _options = options;
        _connection = new RegistryConnection(repository, options);
        _manifests = new RegistryManifests(_connection);
        _tags = new RegistryTags(_connection);
        _referrers = new RegistryReferrers(_connection, _manifests, _tags);
    }

    /// <inheritdoc/>
    public string Name => _connection.Repository.Repository;

    /// <inheritdoc/>
    public string? Registry => _connection.Repository.Host;

    /// <inheritdoc/>
    public string Path => _connection.Repository.Path;

    /// <inheritdoc/>
    public async Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellation)
    {
        using var answer = await _connection.SendAsync(
            $"looking for {Name}@{blob.Digest}", () => new(HttpMethod.Head, _connection.At($"blobs/{blob.Digest}")), "pull", cancellation, HttpStatusCode.OK, HttpStatusCode.NotFound);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellation) => new BlobDownload(_connection, blob, _options.Retries).OpenAsync(cancellation);

    /// <inheritdoc/>
    public async Task<BlobPush> PushBlobAsync(IBlob blob, IReadOnlyList<string> mountFrom, CancellationToken cancellation)
    {
        using var upload = new BlobUpload(_connection, blob, _options.ChunkBytes, _options.Retries);
        return await upload.RunAsync(mountFrom, cancellation);
    }

    /// <inheritdoc/>
    public Task<ManifestContent?> FindManifestAsync(string tagOrDigest, CancellationToken cancellation) => _manifests.FindAsync(tagOrDigest, cancellation);

    /// <inheritdoc/>
    public Task<Digest?> FindTagAsync(string tag, CancellationToken cancellation) => _manifests.FindTagAsync(tag, cancellation);

    /// <inheritdoc/>
    public async Task PushManifestAsync(ManifestContent manifest, string? tag, CancellationToken cancellation)
    {
        if (tag is not null && !Tags.IsTag(tag)) throw OciCodes.NotATag.Failure($"'{tag}' is not a tag");
        var isListed = await _manifests.PushAsync(manifest, tag, cancellation);
        if (manifest.Subject is { } subject && !isListed) await _referrers.AddAsync(subject.Digest, manifest, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellation) =>
        [.. (await _tags.AllAsync(cancellation)).Where(tag => !Tags.IsMade(tag))];

    /// <inheritdoc/>
    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(Digest subject, CancellationToken cancellation) => _referrers.ListAsync(subject, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
