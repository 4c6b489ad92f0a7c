using Modelyard.Content;
using Modelyard.Images.Bases;
using Modelyard.Images.Builder;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Running.Graph;

namespace Modelyard.Versions.Publishing;

/// <summary>What a push of one version did.</summary>
/// <param name="WasThere">Whether the registry had the version already.</param>
public sealed record PushedVersion(string Model, Digest Identity, ManifestContent Content, string Tag, bool WasThere, int BlobsThere, int BlobsMounted, int BlobsSent, long BytesSent);

/// <summary>Pushes versions of this store, or of another registry, with all versions that they call.</summary>
/// <param name="open">The repository of a model.</param>
public sealed class VersionPush(Workspace workspace, Func<string, ModelRepository> open)
{
    private readonly LayerRecords _records = new(Path.Combine(workspace.Store.Root, "layers"));
    private readonly SourceLayers _sources = new(workspace.Store, workspace.Trees, workspace.Root);

    /// <summary>Pushes a version of this store.</summary>
    /// <param name="number"><c>v7</c>, where it is given one.</param>
    /// <returns>Those that it calls first, itself last.</returns>
    /// <exception cref="Diagnostics.YardException">YARD8005: the number is another version's; the version is there by its identity then.</exception>
    public async Task<IReadOnlyList<PushedVersion>> PushAsync(VersionManifest version, VersionOrigin? origin, string? number, CancellationToken cancellation)
    {
        var pushed = new List<PushedVersion>();
        foreach (var call in version.Calls)
        {
            var called = workspace.Versions.FindIdentity(call.Model, call.Identity) ?? throw Gone(version, call);
            pushed.AddRange(await PushAsync(called.Manifest, called.Origin, null, cancellation));
        }

        using var to = open(version.Model);
        var tag = to.TagOf(version.Identity);
        // What is beside its identity, as how many workers serve it, may have been declared otherwise where it was pushed before: it is the same version.
        var known = await to.FindAsync(version.Identity, cancellation);
        if (known is not null) pushed.Add(new PushedVersion(version.Model, version.Identity, known.Content, tag, true, 0, 0, 0, 0));
        else pushed.Add(await SendAsync(version, origin, to, tag, cancellation));
        if (number is not null) await to.GiveNumberAsync(pushed[^1].Content, number, cancellation);
        return pushed;
    }

    /// <summary>Copies a version from another registry, by digest and with its numbers: nothing is built.</summary>
    /// <param name="from">The repository of a model where it comes from.</param>
    public async Task<IReadOnlyList<PushedVersion>> PromoteAsync(PublishedVersion version, Func<string, ModelRepository> from, string? number, CancellationToken cancellation)
    {
        var pushed = new List<PushedVersion>();
        foreach (var call in version.Manifest.Calls)
        {
            using var others = from(call.Model);
            var called = await others.FindAsync(call.Identity, cancellation) ?? throw Gone(version.Manifest, call);
            pushed.AddRange(await PromoteAsync(called, from, null, cancellation));
        }

        using var source = from(version.Manifest.Model);
        using var to = open(version.Manifest.Model);
        var tag = to.TagOf(version.Manifest.Identity);
        var copied = await new ImagePush(source.Images, to.Images).PushAsync(version.Content.Digest.ToString(), tag, cancellation);
        pushed.Add(new PushedVersion(
            version.Manifest.Model, version.Manifest.Identity, version.Content, tag, copied is { BlobsSent: 0, BlobsMounted: 0 }, copied.BlobsThere, copied.BlobsMounted, copied.BlobsSent, copied.BytesSent));
        foreach (var given in version.Numbers.Append(number).OfType<string>().Distinct()) await to.GiveNumberAsync(version.Content, given, cancellation);
        return pushed;
    }

    private async Task<PushedVersion> SendAsync(VersionManifest version, VersionOrigin? origin, ModelRepository to, string tag, CancellationToken cancellation)
    {
        var planned = Plan(version, origin, cancellation);
        var pushed = await planned.PushAsync(to.Images, tag, [], cancellation);
        return new PushedVersion(version.Model, version.Identity, planned.Manifest, tag, false, pushed.BlobsThere, pushed.BlobsMounted, pushed.BlobsSent, pushed.BytesSent);
    }

    private PlannedImage Plan(VersionManifest version, VersionOrigin? origin, CancellationToken cancellation)
    {
        var model = new ModelLayers(workspace.Store, _sources).Of(version, ImagePlaces.Model).Select(recipe => RecipeLayers.Layer(recipe, _records, cancellation)).ToList();
        var golden = new MemoryBlob(VersionArtifact.Golden, GoldenRows.Bytes(workspace.Store.Objects.PathOf(version.Golden)));
        var config = VersionArtifact.Blob(VersionArtifact.Manifest, version);
        var manifest = ManifestContent.Of(new ImageManifest
        {
            ArtifactType = VersionArtifact.Type,
            Config = config.Descriptor,
            Layers = [.. model.Select(layer => Titled(layer.Blob.Descriptor, layer.Title)), Titled(golden.Descriptor, "golden rows")],
            Annotations = new Dictionary<string, string>
            {
                [AnnotationKeys.Title] = version.Model,
                [AnnotationKeys.Version] = version.Identity.ToString(),
                [VersionArtifact.Model] = version.Model,
                [VersionArtifact.Candidate] = version.Candidate,
            },
        });
        return new PlannedImage(
            "version", version.Model, [.. model, new ImageLayer("golden rows", golden.Descriptor.Digest, golden)], config, manifest, origin is null ? [] : [OriginOf(manifest, origin)]);
    }

    private static PlannedReferrer OriginOf(ManifestContent version, VersionOrigin origin)
    {
        var blob = VersionArtifact.Blob(VersionArtifact.Origin, origin);
        var manifest = new ImageManifest { ArtifactType = VersionArtifact.Origin, Config = Descriptor.Empty, Layers = [blob.Descriptor], Subject = version.Descriptor };
        return new PlannedReferrer(ManifestContent.Of(manifest), [blob, MemoryBlob.Empty]);
    }

    private static Descriptor Titled(Descriptor layer, string title) => layer with { Annotations = new Dictionary<string, string> { [AnnotationKeys.Title] = title } };

    private static Diagnostics.YardException Gone(VersionManifest version, CalledVersion call) =>
        VersionCodes.CalledModelUntrained.Failure($"{call.Model} has no version {call.Identity} there, which {version.Model} calls");
}
