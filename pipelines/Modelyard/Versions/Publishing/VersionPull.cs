using Modelyard.Content;
using Modelyard.Images.Builder;
using Modelyard.Images.Oci;

namespace Modelyard.Versions.Publishing;

/// <summary>
/// Brings versions of a registry into this store, with all that they call. What arrives must be the artifact that the identity names, and
/// answer its golden rows here; until then there is no such version.
/// </summary>
/// <param name="open">The repository of a model.</param>
/// <param name="blessing">Replays golden rows.</param>
public sealed class VersionPull(Workspace workspace, Func<string, ModelRepository> open, Func<VersionManifest, Task<IBlessing>> blessing, Action<string> progress)
{
    /// <summary>Pulls a version.</summary>
    /// <returns>Its name here.</returns>
    /// <exception cref="Diagnostics.YardException">YARD4003, YARD4010, YARD4022.</exception>
    public async Task<NamedVersion> PullAsync(PublishedVersion version, CancellationToken cancellation)
    {
        var manifest = version.Manifest;
        foreach (var call in manifest.Calls)
        {
            using var others = open(call.Model);
            var called = await others.FindAsync(call.Identity, cancellation) ?? throw VersionCodes.CalledModelUntrained.Failure($"{others.Name} has no version {call.Identity} of {call.Model}, which {manifest.Model} calls");
            await PullAsync(called, cancellation);
        }

        var objects = workspace.Store.Objects;
        if (objects.Find(manifest.Artifact.Digest) && objects.Find(manifest.Golden) && workspace.Versions.FindIdentity(manifest.Model, manifest.Identity) is { } known) return known;
        using var from = open(manifest.Model);
        await FetchAsync(version, from, cancellation);
        progress($"{manifest.Model}/{manifest.Candidate}: replaying golden rows of {manifest.Identity.Short}");
        var figures = await (await blessing(manifest)).BlessAsync(manifest, cancellation);
        var origin = version.Origin ?? new VersionOrigin($"pulled from {from.Name}", null, false, workspace.Time.GetUtcNow());
        return workspace.Versions.Add(manifest, origin.Served(figures));
    }

    private async Task FetchAsync(PublishedVersion version, ModelRepository from, CancellationToken cancellation)
    {
        var manifest = version.Manifest;
        var artifact = workspace.Store.Staging.NewFolder("pull");
        var golden = workspace.Store.Staging.NewFolder("golden");
        var left = manifest.Artifact.Bytes;
        foreach (var layer in version.Content.AsManifest().Layers)
        {
            progress($"{manifest.Model}: {layer.Annotations?.GetValueOrDefault(AnnotationKeys.Title) ?? layer.MediaType}, {layer.Size} bytes");
            await using var content = await from.Images.OpenBlobAsync(layer, cancellation);
            if (layer.MediaType == MediaTypes.Layer) left -= await ModelArchive.UnpackAsync(content, ImagePlaces.InLayer(ImagePlaces.Model), artifact, left, $"{from.Name}@{layer.Digest}", cancellation);
            else if (layer.MediaType == VersionArtifact.Golden) await GoldenRows.WriteAsync(content, golden, cancellation);
            else throw VersionCodes.WrongArtifact.Failure($"{from.Name}@{layer.Digest} is {layer.MediaType}; expected {MediaTypes.Layer} or {VersionArtifact.Golden}");
        }

        Commit(artifact, manifest.Artifact.Digest, "artifact", version, from);
        Commit(golden, manifest.Golden, "golden rows", version, from);
    }

    private void Commit(string folder, Digest expected, string what, PublishedVersion version, ModelRepository from)
    {
        // Looked at before it becomes an object: what is not the version's has no place in the store.
        var found = ContentTree.Of(folder).Digest;
        if (found != expected) throw VersionCodes.WrongArtifact.Failure($"{from.Name}@{version.Content.Digest}: {what}: found the digest {found}; expected {expected}");
        workspace.Store.Objects.Commit(folder);
    }
}
