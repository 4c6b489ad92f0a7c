using Modelyard.Content;
using Modelyard.Diagnostics;

namespace Modelyard.Images.Oci;

/// <summary>
/// An OCI image layout on disk, made on the first push. Many processes may read and push at once; killed at any moment it is whole.
/// </summary>
/// <param name="folder">Absolute path.</param>
/// <remarks>OCI image specification 1.1, “Image Layout”. A tag is the <c>org.opencontainers.image.ref.name</c> of an entry of <c>index.json</c>.</remarks>
public sealed class OciLayout(string folder) : IImageRepository
{
    private readonly LayoutIndex _index = new(folder);
    private LayoutBlobs Blobs => field ??= new LayoutBlobs(folder, _index);

    /// <inheritdoc/>
    public string Name => folder;

    /// <inheritdoc/>
    public string? Registry => null;

    /// <inheritdoc/>
    public string Path => folder;

    /// <summary>The file of a blob that is there.</summary>
    public string PathOf(Digest blob) => Blobs.PathOf(blob);

    /// <inheritdoc/>
    public Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellation) => Task.FromResult(Blobs.Has(blob));

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellation) => Try(async () =>
    {
        if (!File.Exists(Blobs.PathOf(blob.Digest))) throw OciCodes.NoBlob.Failure($"{folder} does not have {blob} ({blob.MediaType})");
        var path = Blobs.PathOf(blob.Digest);
        return (Stream)new VerifiedStream(await new FileBlob(blob, path).OpenAsync(cancellation), blob, path);
    });

    /// <inheritdoc/>
    public Task<BlobPush> PushBlobAsync(IBlob blob, IReadOnlyList<string> mountFrom, CancellationToken cancellation) => Try(async () =>
    {
        _index.Read();
        if (Blobs.Has(blob.Descriptor)) return BlobPush.WasThere;
        await Blobs.WriteAsync(blob.Descriptor, await blob.OpenAsync(cancellation), $"what was pushed to {folder}", cancellation);
        return BlobPush.Sent;
    });

    /// <inheritdoc/>
    public Task<ManifestContent?> FindManifestAsync(string tagOrDigest, CancellationToken cancellation) => Try(async () =>
    {
        var listed = _index.Read().FirstOrDefault(entry => LayoutIndex.TagOf(entry) == tagOrDigest || entry.Digest.ToString() == tagOrDigest);
        if (listed is null && !Digest.TryParse(tagOrDigest, out _)) return null;
        var digest = listed?.Digest ?? Digest.Parse(tagOrDigest);
        var path = Blobs.PathOf(digest);
        if (!File.Exists(path)) return listed is null ? null : throw OciCodes.NoBlob.Failure($"{folder} lists {digest} as {tagOrDigest} and does not have it");
        if (new FileInfo(path).Length > ManifestContent.MaximumBytes) return null;

        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        if (Digest.Of(bytes) != digest) throw OciCodes.WrongContent.Failure($"{path} holds {Digest.Of(bytes)}; expected {digest}");
        return listed is null ? ManifestContent.Recognise(bytes) : new ManifestContent(listed.MediaType, bytes);
    });

    /// <inheritdoc/>
    public Task PushManifestAsync(ManifestContent manifest, string? tag, CancellationToken cancellation) => Try(async () =>
    {
        if (tag is not null && !Tags.IsTag(tag)) throw OciCodes.NotATag.Failure($"'{tag}' is not a tag");
        var missing = manifest.References().Where(reference => !Blobs.Has(reference)).ToList();
        if (missing.Count > 0) throw new YardException([.. missing.Select(blob => OciCodes.NoBlob.Error(null, $"{folder} does not have {blob}, which {manifest.Digest} needs"))]);
        await PushBlobAsync(new MemoryBlob(manifest.MediaType, manifest.Bytes), [], cancellation);
        // A referrer is found through the index alone; what an index lists is found through that.
        if (tag is not null || manifest.Subject is not null) _index.Add(manifest.AsReferrer() with { Annotations = null }, tag);
        return true;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellation) => Try(() => Task.FromResult<IReadOnlyList<string>>(
        [.. _index.Read().Select(LayoutIndex.TagOf).OfType<string>().Where(tag => !Tags.IsMade(tag)).Distinct().Order(StringComparer.Ordinal)]));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Descriptor>> ListReferrersAsync(Digest subject, CancellationToken cancellation)
    {
        var referrers = new List<Descriptor>();
        foreach (var entry in _index.Read().DistinctBy(entry => entry.Digest))
        {
            if (await FindManifestAsync(entry.Digest.ToString(), cancellation) is { } manifest && manifest.Subject?.Digest == subject) referrers.Add(manifest.AsReferrer());
        }

        return [.. referrers.OrderBy(referrer => referrer.Digest.Hex, StringComparer.Ordinal)];
    }

    private async Task<T> Try<T>(Func<Task<T>> work)
    {
        const int noSpace = 28, quota = 122;
        try
        {
            return await work();
        }
        catch (IOException full) when (full.HResult is noSpace or quota)
        {
            throw OciCodes.NoSpace.Failure($"{folder}: {full.Message}");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw OciCodes.LayoutFailed.Failure($"{folder}: {failed.Message}");
        }
    }
}
