using System.Collections.Concurrent;
using Modelyard.Images.Bases;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Builder;

/// <summary>An image whose digest is known, and of which nothing may have been written yet.</summary>
/// <param name="Kind"><c>step</c>, <c>server</c>, <c>weights</c> or <c>runtime</c>.</param>
/// <param name="Name">What it is of: a component, a model, a runtime.</param>
/// <param name="Layers">From the base upwards.</param>
/// <param name="Referrers">What is said about it: its SBOM.</param>
public sealed record PlannedImage(
    string Kind, string Name, IReadOnlyList<ImageLayer> Layers, MemoryBlob Configuration, ManifestContent Manifest, IReadOnlyList<PlannedReferrer> Referrers)
{
    private const int Parallel = 4;

    /// <summary>Bytes of all layers, as a registry stores them.</summary>
    public long Size => Layers.Sum(layer => layer.Blob.Descriptor.Size);

    /// <summary>How containers of it are started.</summary>
    public async Task<ContainerSettings> SettingsAsync(CancellationToken cancellation)
    {
        await using var content = await Configuration.OpenAsync(cancellation);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        return OciJson.Configuration(bytes.ToArray(), Tag).Config!;
    }

    /// <summary>A tag that says what the image is and never has to move, since it holds the digest.</summary>
    public string Tag => $"{Kind}-{Name.Replace('/', '.')}-{Manifest.Digest.Short}";

    /// <summary>
    /// Sees to it that the image is in a repository. What is there already is neither read nor sent; the manifest comes last, so that an image is
    /// there as a whole or not at all.
    /// </summary>
    /// <param name="siblings">Paths of the target's registry that may have its layers.</param>
    public async Task<PushedImage> PushAsync(IImageRepository target, string? tag, IReadOnlyList<string> siblings, CancellationToken cancellation)
    {
        var known = tag is null ? (await target.FindManifestAsync(Manifest.Digest.ToString(), cancellation))?.Digest : await target.FindTagAsync(tag, cancellation);
        if (known is { } taken && taken != Manifest.Digest) throw OciCodes.TagTaken.Failure($"{target.Name}: the tag {tag} names {taken}; {Manifest.Digest} was to be pushed under it");

        var outcomes = new ConcurrentBag<(Descriptor Blob, BlobPush Push)>();
        // A manifest that is there has its blobs, and what refers to it came with it.
        if (known is null)
        {
            IEnumerable<(IBlob Blob, IReadOnlyList<string> From)> blobs =
            [
                .. Layers.Select(layer => (layer.Blob, (IReadOnlyList<string>)[.. layer.MountFrom.Concat(siblings).Distinct()])),
                (Configuration, []),
                .. Referrers.SelectMany(referrer => referrer.Blobs).Select(blob => (blob, (IReadOnlyList<string>)[])),
            ];
            await System.Threading.Tasks.Parallel.ForEachAsync(
                blobs.DistinctBy(blob => blob.Blob.Descriptor.Digest),
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
                async (blob, stop) => outcomes.Add((blob.Blob.Descriptor, await target.PushBlobAsync(blob.Blob, blob.From, stop))));
            // What refers to it first: a push that is cut off is repeated only where the manifest is missing.
            foreach (var referrer in Referrers) await target.PushManifestAsync(referrer.Manifest, null, cancellation);
            await target.PushManifestAsync(Manifest, tag, cancellation);
        }

        int Count(BlobPush push) => outcomes.Count(outcome => outcome.Push == push);
        return new PushedImage(
            Manifest.Descriptor,
            known is null ? 1 + Referrers.Count : 0,
            Count(BlobPush.WasThere), Count(BlobPush.Mounted), Count(BlobPush.Sent),
            outcomes.Where(outcome => outcome.Push == BlobPush.Sent).Sum(outcome => outcome.Blob.Size));
    }
}

/// <summary>Something that is said about an image.</summary>
public sealed record PlannedReferrer(ManifestContent Manifest, IReadOnlyList<IBlob> Blobs);
