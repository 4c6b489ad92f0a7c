using System.Collections.Concurrent;
using Modelyard.Images.Oci;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Oci;

public sealed class ImagePushTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly OciLayout _from;
    private readonly OciLayout _to;

    public ImagePushTests() => (_from, _to) = (new OciLayout(_folder.At("from")), new OciLayout(_folder.At("to")));

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_index_travels_with_its_images_and_all_that_refers_to_them()
    {
        var index = await SampleImages.PushIndexAsync(_from, "v1");

        var pushed = await new ImagePush(_from, _to).PushAsync("v1", "v1", Cancellation);

        Assert.Equal(index.Digest, (await _to.FindManifestAsync("v1", Cancellation))!.Digest);
        Assert.Equal((index.Digest, 7), (pushed.Manifest.Digest, pushed.Manifests));
        Assert.Equal(await TreeAsync(_from, index), await TreeAsync(_to, index));
        Assert.Equal(
            [
                "application/vnd.cyclonedx+json packages", "  application/vnd.test.signature signature of packages", "image",
                "  application/vnd.cyclonedx+json packages of amd64", "image", "  application/vnd.cyclonedx+json packages of arm64",
            ],
            await TreeAsync(_to, index));
    }

    [Fact]
    public async Task What_is_there_is_not_sent_again()
    {
        await SampleImages.PushAsync(_from, "v1", "base", "one");
        await SampleImages.PushAsync(_from, "v2", "base", "second");
        var arrived = new ConcurrentBag<BlobPush>();
        var push = new ImagePush(_from, _to) { OnBlob = (_, outcome) => arrived.Add(outcome) };

        var first = await push.PushAsync("v1", "v1", Cancellation);
        var second = await push.PushAsync("v2", "v2", Cancellation);
        var again = await push.PushAsync("v2", "v2", Cancellation);

        Assert.Equal((0, 3), (first.BlobsThere, first.BlobsSent));
        Assert.Equal((1, 2), (second.BlobsThere, second.BlobsSent));
        Assert.Equal((3, 0, 0L), (again.BlobsThere, again.BlobsSent, again.BytesSent));
        Assert.Equal(5, arrived.Count(outcome => outcome == BlobPush.Sent));
    }

    [Fact]
    public async Task A_tag_with_other_content_is_refused_before_anything_is_sent()
    {
        var old = await SampleImages.PushAsync(_to, "v1", "old");
        var fresh = await SampleImages.PushAsync(_from, "v1", "fresh");
        var before = Directory.GetFiles(_to.Path, "*", SearchOption.AllDirectories);

        Assert.Equal(
            $"error YARD8005: {_to.Name}: the tag v1 names {old.Digest}; {fresh.Digest} was to be pushed under it",
            await SampleImages.FailureAsync(() => new ImagePush(_from, _to).PushAsync("v1", "v1", Cancellation)));
        Assert.Equal(before, Directory.GetFiles(_to.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task By_digest_alone_it_has_the_tag_that_keeps_it()
    {
        var image = await SampleImages.PushAsync(_from, "v1", "one");

        await new ImagePush(_from, _to).PushAsync(image.Digest.ToString(), null, Cancellation);

        Assert.Equal(image.Digest, (await _to.FindManifestAsync(Tags.OfManifest(image.Digest), Cancellation))!.Digest);
        Assert.Empty(await _to.ListTagsAsync(Cancellation));
    }

    [Fact]
    public async Task A_damaged_blob_stops_the_push_before_the_tag()
    {
        var image = await SampleImages.PushAsync(_from, "v1", "one", "two");
        var layer = image.AsManifest().Layers[0];
        File.WriteAllText(_from.PathOf(layer.Digest), "eno");

        Assert.StartsWith(
            $"error YARD8001: {_from.PathOf(layer.Digest)} holds sha256:",
            await SampleImages.FailureAsync(() => new ImagePush(_from, _to).PushAsync("v1", "v1", Cancellation)),
            StringComparison.Ordinal);
        Assert.Null(await _to.FindManifestAsync("v1", Cancellation));
    }

    [Fact]
    public async Task An_unknown_image_is_said_with_what_is_there()
    {
        await SampleImages.PushAsync(_from, "v1", "one");

        Assert.Equal(
            $"error YARD8003: {_from.Name} has no image 'v2'; it has v1",
            await SampleImages.FailureAsync(() => new ImagePush(_from, _to).PushAsync("v2", "v2", Cancellation)));
    }

    // Referrers of a manifest, then the images that it lists, each with its own.
    private static async Task<IReadOnlyList<string>> TreeAsync(IImageRepository repository, ManifestContent manifest, string indent = "")
    {
        var lines = new List<string>();
        foreach (var referrer in await repository.ListReferrersAsync(manifest.Digest, Cancellation))
        {
            lines.Add($"{indent}{referrer.ArtifactType} {referrer.Annotations![AnnotationKeys.Title]}");
            lines.AddRange(await TreeAsync(repository, (await repository.FindManifestAsync(referrer.Digest.ToString(), Cancellation))!, indent + "  "));
        }

        foreach (var entry in manifest.IsIndex ? manifest.AsIndex().Manifests : [])
        {
            lines.Add($"{indent}image");
            lines.AddRange(await TreeAsync(repository, (await repository.FindManifestAsync(entry.Digest.ToString(), Cancellation))!, indent + "  "));
        }

        return lines;
    }
}
