using System.Collections.Concurrent;
using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>What a push did.</summary>
/// <param name="Manifest">What the tag names now.</param>
/// <param name="Manifests">Manifests that were pushed, referrers and those of indexes included.</param>
/// <param name="BytesSent">Bytes of blobs.</param>
public sealed record PushedImage(Descriptor Manifest, int Manifests, int BlobsThere, int BlobsMounted, int BlobsSent, long BytesSent);

/// <summary>
/// Copies an image from one repository to another, with all that it references and all that refers to it. Blobs go first, several at a
/// time; the manifest goes last, so that a push that is cut off is not there at all. Equal content keeps its digest.
/// </summary>
public sealed class ImagePush(IImageRepository from, IImageRepository to)
{
    /// <summary>Blobs on their way at the same time. Defaults to 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Paths of the target's registry that may have a blob, such as the repository of its base; the source's own is always asked.</summary>
    public Func<Descriptor, IReadOnlyList<string>> MountFrom { get; init; } = _ => [];

    /// <summary>Told each blob as it arrives, by several threads.</summary>
    public Action<Descriptor, BlobPush>? OnBlob { get; init; }

    /// <summary>Pushes what a tag or digest of the source names.</summary>
    /// <param name="tag">The target's tag; <see langword="null"/>: by digest alone.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8003: the source has no such image. YARD8005: the tag names other content; nothing was sent.</exception>
    public async Task<PushedImage> PushAsync(string tagOrDigest, string? tag, CancellationToken cancellation)
    {
        var image = await FindAsync(tagOrDigest, cancellation);
        if (tag is not null && await to.FindTagAsync(tag, cancellation) is { } taken && taken != image.Digest)
        {
            throw OciCodes.TagTaken.Failure($"{to.Name}: the tag {tag} names {taken}; {image.Digest} was to be pushed under it");
        }

        var manifests = new List<ManifestContent>();
        await CollectAsync(image, manifests, [], cancellation);
        var outcomes = new ConcurrentBag<(Descriptor Blob, BlobPush Push)>();
        var blobs = manifests.Where(manifest => !manifest.IsIndex).SelectMany(manifest => manifest.References()).DistinctBy(blob => blob.Digest).ToList();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            blobs,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (blob, stop) =>
            {
                var push = await to.PushBlobAsync(new RepositoryBlob(from, blob), [.. Siblings(blob)], stop);
                outcomes.Add((blob, push));
                OnBlob?.Invoke(blob, push);
            });
        foreach (var manifest in manifests) await to.PushManifestAsync(manifest, manifest.Digest == image.Digest ? tag ?? Tags.OfManifest(image.Digest) : null, cancellation);

        int Count(BlobPush push) => outcomes.Count(outcome => outcome.Push == push);
        return new PushedImage(
            image.AsReferrer(), manifests.Count, Count(BlobPush.WasThere), Count(BlobPush.Mounted), Count(BlobPush.Sent),
            outcomes.Where(outcome => outcome.Push == BlobPush.Sent).Sum(outcome => outcome.Blob.Size));
    }

    // What a manifest needs and what refers to it come before it.
    private async Task CollectAsync(ManifestContent manifest, List<ManifestContent> manifests, HashSet<Digest> seen, CancellationToken cancellation)
    {
        if (!seen.Add(manifest.Digest)) return;
        foreach (var part in manifest.IsIndex ? manifest.References() : []) await CollectAsync(await FindAsync(part.Digest.ToString(), cancellation), manifests, seen, cancellation);
        foreach (var referrer in await from.ListReferrersAsync(manifest.Digest, cancellation))
        {
            await CollectAsync(await FindAsync(referrer.Digest.ToString(), cancellation), manifests, seen, cancellation);
        }

        manifests.Add(manifest);
    }

    private async Task<ManifestContent> FindAsync(string tagOrDigest, CancellationToken cancellation) =>
        await from.FindManifestAsync(tagOrDigest, cancellation)
        ?? throw OciCodes.NoManifest.Failure($"{from.Name} has no image '{tagOrDigest}'; it has {await KnownAsync(cancellation)}");

    private async Task<string> KnownAsync(CancellationToken cancellation) =>
        await from.ListTagsAsync(cancellation) is { Count: > 0 } tags ? string.Join(", ", tags.Take(20)) + (tags.Count > 20 ? ", …" : "") : "none";

    private IEnumerable<string> Siblings(Descriptor blob) =>
        (from.Registry is not null && from.Registry == to.Registry ? MountFrom(blob).Prepend(from.Path) : MountFrom(blob)).Where(path => path != to.Path).Distinct();
}
