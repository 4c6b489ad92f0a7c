using System.Text;
using Modelyard.Images.Oci;

namespace Modelyard.Tests.Images.Oci;

/// <summary>Small images and artifacts, pushed into a repository.</summary>
internal static class SampleImages
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A blob that holds a text.</summary>
    public static MemoryBlob Blob(string text, string mediaType = MediaTypes.Layer) => new(mediaType, Encoding.UTF8.GetBytes(text));

    /// <summary>A manifest whose layers hold these texts. Its blobs are pushed, it is not.</summary>
    public static async Task<ManifestContent> ManifestAsync(IImageRepository repository, Descriptor? subject, params string[] layers)
    {
        var blobs = layers.Select(text => Blob(text)).ToList();
        // The layers are no archives: nothing here unpacks them.
        var configuration = new ImageConfiguration
        {
            Architecture = "amd64",
            Os = "linux",
            RootFileSystem = new RootFileSystem([.. blobs.Select(blob => blob.Descriptor.Digest)]),
        };
        var config = new MemoryBlob(MediaTypes.ImageConfiguration, OciJson.Bytes(configuration));
        foreach (var blob in blobs.Prepend(config)) await repository.PushBlobAsync(blob, [], Cancellation);
        return ManifestContent.Of(new ImageManifest { Config = config.Descriptor, Layers = [.. blobs.Select(blob => blob.Descriptor)], Subject = subject });
    }

    /// <summary>Pushes an image under a tag.</summary>
    public static async Task<ManifestContent> PushAsync(IImageRepository repository, string tag, params string[] layers)
    {
        var manifest = await ManifestAsync(repository, null, layers);
        await repository.PushManifestAsync(manifest, tag, Cancellation);
        return manifest;
    }

    /// <summary>Pushes an artifact that says something about a manifest.</summary>
    public static async Task<ManifestContent> PushReferrerAsync(IImageRepository repository, ManifestContent subject, string artifactType, string text)
    {
        var layer = Blob(text, artifactType);
        foreach (var blob in new[] { layer, MemoryBlob.Empty }) await repository.PushBlobAsync(blob, [], Cancellation);
        var manifest = ManifestContent.Of(new ImageManifest
        {
            ArtifactType = artifactType,
            Config = Descriptor.Empty,
            Layers = [layer.Descriptor],
            Subject = subject.Descriptor,
            Annotations = new Dictionary<string, string> { [AnnotationKeys.Title] = text },
        });
        await repository.PushManifestAsync(manifest, null, Cancellation);
        return manifest;
    }

    /// <summary>Pushes an index of two images for two platforms, each with a referrer, one of which has a referrer itself.</summary>
    public static async Task<ManifestContent> PushIndexAsync(IImageRepository repository, string tag)
    {
        var entries = new List<Descriptor>();
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var manifest = await ManifestAsync(repository, null, "shared", $"for {architecture}");
            await repository.PushManifestAsync(manifest, null, Cancellation);
            await PushReferrerAsync(repository, manifest, "application/vnd.cyclonedx+json", $"packages of {architecture}");
            entries.Add(manifest.Descriptor with { Platform = new Platform(architecture, "linux") });
        }

        var index = ManifestContent.Of(new ImageIndex { Manifests = entries });
        var packages = await PushReferrerAsync(repository, index, "application/vnd.cyclonedx+json", "packages");
        await PushReferrerAsync(repository, packages, "application/vnd.test.signature", "signature of packages");
        await repository.PushManifestAsync(index, tag, Cancellation);
        return index;
    }

    /// <summary>The one diagnostic of what fails, as a user reads it.</summary>
    public static async Task<string> FailureAsync(Func<Task> work) =>
        Assert.Single((await Assert.ThrowsAsync<Modelyard.Diagnostics.YardException>(work)).Diagnostics).ToString();

    /// <summary>A blob's bytes as text.</summary>
    public static async Task<string> ReadAsync(IImageRepository repository, Descriptor blob)
    {
        using var reader = new StreamReader(await repository.OpenBlobAsync(blob, Cancellation));
        return await reader.ReadToEndAsync(Cancellation);
    }
}
