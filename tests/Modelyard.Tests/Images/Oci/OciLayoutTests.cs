using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Oci;

public sealed class OciLayoutTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Place => _folder.At("layout");

    private OciLayout Layout => new(Place);

    [Fact]
    public async Task What_is_pushed_is_found_by_tag_and_by_digest()
    {
        var image = await SampleImages.PushAsync(Layout, "v1", "base", "code");

        foreach (var reference in new[] { "v1", image.Digest.ToString() })
        {
            var found = await Layout.FindManifestAsync(reference, Cancellation);
            Assert.Equal((image.MediaType, image.Digest), (found!.MediaType, found.Digest));
            Assert.Equal("code", await SampleImages.ReadAsync(Layout, found.AsManifest().Layers[1]));
        }

        Assert.Equal(["v1"], await Layout.ListTagsAsync(Cancellation));
        Assert.Null(await Layout.FindManifestAsync("v2", Cancellation));
        Assert.Null(await Layout.FindManifestAsync(Digest.Of("other"u8).ToString(), Cancellation));
        // A blob that is no manifest is none.
        Assert.Null(await Layout.FindManifestAsync(image.AsManifest().Layers[0].Digest.ToString(), Cancellation));
    }

    [Fact]
    public async Task A_layout_that_is_yet_to_be_made_is_empty()
    {
        Assert.Empty(await Layout.ListTagsAsync(Cancellation));
        Assert.Null(await Layout.FindManifestAsync("v1", Cancellation));
        Assert.False(Directory.Exists(Place));
    }

    [Fact]
    public async Task Skopeo_reads_it()
    {
        await SampleImages.PushAsync(Layout, "v1", "base", "code");
        await SampleImages.PushIndexAsync(Layout, "both");

        Assert.Contains(Digest.Of("code"u8).ToString(), Programs.Run("skopeo", "inspect", $"oci:{Place}:v1"), StringComparison.Ordinal);
        Programs.Run("skopeo", "copy", "--all", "--preserve-digests", $"oci:{Place}:both", $"oci:{_folder.At("copy")}:both");

        var copied = await new OciLayout(_folder.At("copy")).FindManifestAsync("both", Cancellation);
        Assert.Equal((await Layout.FindManifestAsync("both", Cancellation))!.Digest, copied!.Digest);
    }

    [Fact]
    public async Task A_tag_never_moves()
    {
        var first = await SampleImages.PushAsync(Layout, "v1", "one");
        await SampleImages.PushAsync(Layout, "v1", "one");
        var second = await SampleImages.ManifestAsync(Layout, null, "two");

        Assert.Equal(
            $"error YARD8005: {Place}: the tag v1 names {first.Digest}; {second.Digest} was to be pushed under it",
            await SampleImages.FailureAsync(() => Layout.PushManifestAsync(second, "v1", Cancellation)));
        Assert.Equal(first.Digest, (await Layout.FindManifestAsync("v1", Cancellation))!.Digest);
    }

    [Fact]
    public async Task Text_that_is_no_tag_is_refused()
    {
        var image = await SampleImages.ManifestAsync(Layout, null, "one");

        Assert.Equal("error YARD8008: '../v1' is not a tag", await SampleImages.FailureAsync(() => Layout.PushManifestAsync(image, "../v1", Cancellation)));
    }

    [Fact]
    public async Task A_manifest_without_its_blobs_is_refused_and_each_is_named()
    {
        var config = SampleImages.Blob("config").Descriptor;
        var layer = SampleImages.Blob("layer").Descriptor;
        var manifest = ManifestContent.Of(new ImageManifest { Config = config, Layers = [layer] });

        var failure = await Assert.ThrowsAsync<Modelyard.Diagnostics.YardException>(() => Layout.PushManifestAsync(manifest, "v1", Cancellation));

        Assert.Equal(
            new[] { config, layer }.Select(blob => $"error YARD8002: {Place} does not have {blob.Digest}, {blob.Size} bytes, which {manifest.Digest} needs"),
            failure.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        Assert.Null(await Layout.FindManifestAsync("v1", Cancellation));
    }

    [Theory]
    [InlineData("othertext", "what was pushed to {0} holds {1}; expected {2}, 9 bytes")]
    [InlineData("short", "what was pushed to {0} ends after 5 bytes; expected {2}, 9 bytes")]
    [InlineData("too long by far", "what was pushed to {0} has more than the 9 bytes of {2}")]
    public async Task A_blob_that_is_not_what_it_says_leaves_nothing(string content, string expected)
    {
        var said = SampleImages.Blob("what-said").Descriptor;
        var path = _folder.Write("wrong", content);

        var failure = await SampleImages.FailureAsync(() => Layout.PushBlobAsync(new FileBlob(said, path), [], Cancellation));

        Assert.Equal("error YARD8001: " + string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, Place, Digest.Of(File.ReadAllBytes(path)), said.Digest), failure);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Place, "blobs/sha256")));
    }

    [Fact]
    public async Task A_blob_that_was_damaged_gives_itself_away_when_it_is_read()
    {
        var image = await SampleImages.PushAsync(Layout, "v1", "one");
        var layer = image.AsManifest().Layers[0];
        File.WriteAllText(Layout.PathOf(layer.Digest), "two");
        File.WriteAllText(Layout.PathOf(image.Digest), "{}");

        Assert.Equal(
            $"error YARD8001: {Layout.PathOf(layer.Digest)} holds {Digest.Of("two"u8)}; expected {layer}",
            await SampleImages.FailureAsync(() => SampleImages.ReadAsync(Layout, layer)));
        Assert.Equal(
            $"error YARD8001: {Layout.PathOf(image.Digest)} holds {Digest.Of("{}"u8)}; expected {image.Digest}",
            await SampleImages.FailureAsync(() => Layout.FindManifestAsync("v1", Cancellation)));
        File.Delete(Layout.PathOf(layer.Digest));
        Assert.Equal($"error YARD8002: {Place} does not have {layer} ({MediaTypes.Layer})", await SampleImages.FailureAsync(() => SampleImages.ReadAsync(Layout, layer)));
    }

    [Fact]
    public async Task A_folder_of_something_else_is_left_alone()
    {
        _folder.Write("layout/thesis.txt", "chapter 1");

        Assert.Equal($"error YARD8006: {Place} holds thesis.txt and no oci-layout", await SampleImages.FailureAsync(() => SampleImages.PushAsync(Layout, "v1", "one")));
        Assert.Equal(["thesis.txt"], Directory.EnumerateFileSystemEntries(Place).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_full_disk_is_named_and_nothing_is_left()
    {
        await SampleImages.PushAsync(Layout, "v1", "one");
        var before = Directory.GetFiles(Place, "*", SearchOption.AllDirectories);

        Assert.Equal(
            $"error YARD8007: {Place}: No space left on device",
            await SampleImages.FailureAsync(() => Layout.PushBlobAsync(new FullDisk(), [], Cancellation)));
        Assert.Equal(before, Directory.GetFiles(Place, "*", SearchOption.AllDirectories));
    }

    // Each pusher knows nothing of the others, as if it were a process of its own.
    [Fact]
    public async Task Many_pushers_lose_no_tag_and_share_blobs()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => SampleImages.PushAsync(new OciLayout(Place), $"v{number}", "shared", $"{number % 4}"), Cancellation)));

        Assert.Equal(Enumerable.Range(0, 8).Select(number => $"v{number}"), await Layout.ListTagsAsync(Cancellation));
        Assert.Empty(Directory.EnumerateFiles(Place, ".*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_a_killed_push_left_is_swept_and_what_a_live_one_writes_is_not()
    {
        var left = _folder.Write("layout/blobs/sha256/.left", "half");
        using var live = new FileStream(_folder.At("layout/blobs/sha256/.live"), FileMode.CreateNew, FileAccess.Write, FileShare.None);

        await SampleImages.PushAsync(Layout, "v1", "one");

        Assert.Equal((false, true), (File.Exists(left), File.Exists(live.Name)));
    }

    [Fact]
    public async Task Referrers_are_listed_with_what_they_are()
    {
        var image = await SampleImages.PushAsync(Layout, "v1", "one");
        var packages = await SampleImages.PushReferrerAsync(Layout, image, "application/vnd.cyclonedx+json", "packages");

        var referrer = Assert.Single(await Layout.ListReferrersAsync(image.Digest, Cancellation));

        Assert.Equal((packages.Digest, "application/vnd.cyclonedx+json", "packages"), (referrer.Digest, referrer.ArtifactType, referrer.Annotations![AnnotationKeys.Title]));
        Assert.Empty(await Layout.ListReferrersAsync(packages.Digest, Cancellation));
        Assert.Equal(["v1"], await Layout.ListTagsAsync(Cancellation));
    }

    private sealed class FullDisk : IBlob
    {
        public Descriptor Descriptor => SampleImages.Blob("anything").Descriptor;

        public Task<Stream> OpenAsync(CancellationToken cancellation) => throw new IOException("No space left on device", 28);
    }
}
