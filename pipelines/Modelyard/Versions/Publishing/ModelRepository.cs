using System.Collections.Concurrent;
using Modelyard.Content;
using Modelyard.Images.Oci;

namespace Modelyard.Versions.Publishing;

/// <summary>The versions of one model in a registry or layout: immutable, by identity, and by number where they were given one.</summary>
public sealed class ModelRepository(IImageRepository images, string model) : IDisposable
{
    private const int Parallel = 8;

    private readonly VersionTags _tags = new(images.Registry is null ? model + "-" : "");

    /// <summary>The model.</summary>
    public string Model => model;

    /// <summary>For messages.</summary>
    public string Name => images.Name;

    /// <summary>What holds the artifacts.</summary>
    public IImageRepository Images => images;

    /// <summary>All versions, newest first: the numbered ones by number, then by when they were made.</summary>
    public async Task<IReadOnlyList<PublishedVersion>> ListAsync(CancellationToken cancellation)
    {
        var tags = await images.ListTagsAsync(cancellation);
        var numbers = await NumbersAsync(tags, cancellation);
        var versions = new ConcurrentBag<PublishedVersion>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            tags.Select(_tags.IdentityOf).OfType<Digest>(),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (identity, stop) =>
            {
                if (await images.FindManifestAsync(_tags.Of(identity), stop) is { } content) versions.Add(await ReadAsync(content, identity, numbers, stop));
            });
        return [.. versions.OrderByDescending(version => version.Number).ThenByDescending(version => version.Origin?.Created).ThenBy(version => version.Manifest.Identity.Hex, StringComparer.Ordinal)];
    }

    /// <summary>A version by <c>newest</c>, <c>v7</c>, or <c>sha256:…</c> (12 digits of its identity or more).</summary>
    /// <exception cref="Diagnostics.YardException">YARD4005.</exception>
    public async Task<PublishedVersion> FindAsync(string reference, CancellationToken cancellation)
    {
        if (Digest.TryParse(reference, out var identity) && await FindAsync(identity, cancellation) is { } exact) return exact;
        var all = await ListAsync(cancellation);
        var found = reference == "newest"
            ? all is [var first, ..] ? first : null
            : all.FirstOrDefault(version => version.Numbers.Contains(reference) || (reference.StartsWith("sha256:", StringComparison.Ordinal) && reference.Length >= "sha256:".Length + 12
                && version.Manifest.Identity.ToString().StartsWith(reference, StringComparison.Ordinal)));
        if (found is not null) return found;
        var known = all.Count == 0 ? "it has none" : $"it has {string.Join(", ", all.Select(version => version.Numbers is [.., var number] ? number : $"sha256:{version.Manifest.Identity.Short}"))}";
        var hint = reference.StartsWith("dev", StringComparison.Ordinal) ? "a devN is a name in one store; name the version by its number or identity" : null;
        throw VersionCodes.UnknownVersion.Failure($"{Name} has no version '{reference}' of {model}; {known}", hint);
    }

    /// <summary>The version of an identity.</summary>
    public async Task<PublishedVersion?> FindAsync(Digest identity, CancellationToken cancellation)
    {
        if (await images.FindManifestAsync(_tags.Of(identity), cancellation) is not { } content) return null;
        return await ReadAsync(content, identity, await NumbersAsync(await images.ListTagsAsync(cancellation), cancellation), cancellation);
    }

    /// <summary>The tag of a version.</summary>
    public string TagOf(Digest identity) => _tags.Of(identity);

    /// <summary>Gives a version that is there a number.</summary>
    /// <exception cref="Diagnostics.YardException">YARD8005: another version has it.</exception>
    public Task GiveNumberAsync(ManifestContent version, string number, CancellationToken cancellation) => images.PushManifestAsync(version, _tags.Of(number), cancellation);

    /// <inheritdoc/>
    public void Dispose() => (images as IDisposable)?.Dispose();

    // Digest of a manifest → its numbers, the greatest last.
    private async Task<ILookup<Digest, string>> NumbersAsync(IReadOnlyList<string> tags, CancellationToken cancellation)
    {
        var numbers = new List<(Digest Digest, string Number)>();
        foreach (var number in tags.Select(_tags.NumberOfTag).OfType<string>().OrderBy(VersionTags.NumberOf))
        {
            if (await images.FindTagAsync(_tags.Of(number), cancellation) is { } digest) numbers.Add((digest, number));
        }

        return numbers.ToLookup(number => number.Digest, number => number.Number);
    }

    private async Task<PublishedVersion> ReadAsync(ManifestContent content, Digest identity, ILookup<Digest, string> numbers, CancellationToken cancellation)
    {
        var what = $"{Name}@{content.Digest}";
        var artifact = content.IsIndex ? null : content.AsManifest();
        if (artifact?.ArtifactType != VersionArtifact.Type) throw VersionCodes.NotAVersion.Failure($"{what} is {artifact?.ArtifactType ?? content.MediaType}; expected {VersionArtifact.Type}");
        var manifest = await VersionArtifact.ReadAsync<VersionManifest>(images, artifact.Config, $"the version's manifest of {what}", cancellation);
        // An identity is of its parts: a manifest that was changed has another one.
        var found = VersionIdentity.Of(manifest.Model, manifest.Candidate, manifest.Steps.Select(step => KeyValuePair.Create(step.Key, step.Value.Key)), manifest.Artifact.Digest, manifest.Signature, manifest.EvaluationData);
        if (found != identity || manifest.Identity != identity || manifest.Model != model) throw VersionCodes.NotAVersion.Failure($"{what} holds the version {found} of {manifest.Model}; expected {identity} of {model}");
        return new PublishedVersion(manifest, content, [.. numbers[content.Digest]], await OriginAsync(content.Digest, what, cancellation));
    }

    private async Task<VersionOrigin?> OriginAsync(Digest version, string what, CancellationToken cancellation)
    {
        var referrer = (await images.ListReferrersAsync(version, cancellation)).FirstOrDefault(referrer => referrer.ArtifactType == VersionArtifact.Origin);
        if (referrer is null || await images.FindManifestAsync(referrer.Digest.ToString(), cancellation) is not { } content) return null;
        return await VersionArtifact.ReadAsync<VersionOrigin>(images, content.AsManifest().Layers[0], $"the origin of {what}", cancellation);
    }
}
