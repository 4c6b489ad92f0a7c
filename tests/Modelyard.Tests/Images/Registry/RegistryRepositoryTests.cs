using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Images.Registry;
using Modelyard.Tests.Images.Oci;
using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Registry;

/// <summary>Against Debian's registry, which is version 2.8 and has no referrers API.</summary>
public sealed class RegistryRepositoryTests : IAsyncLifetime
{
    private readonly DebianRegistry _registry = new();
    private readonly ScratchFolder _folder = new();
    private RegistryFront _front = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _front = await RegistryFront.StartAsync(_registry);

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        _registry.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_pushed_is_found_by_tag_and_by_digest()
    {
        using var repository = Open("team/model");
        var image = await SampleImages.PushAsync(repository, "v1", "base", "code");

        foreach (var reference in new[] { "v1", image.Digest.ToString() })
        {
            var found = await repository.FindManifestAsync(reference, Cancellation);
            Assert.Equal((image.MediaType, image.Digest), (found!.MediaType, found.Digest));
            Assert.Equal("code", await SampleImages.ReadAsync(repository, found.AsManifest().Layers[1]));
        }

        Assert.Equal(["v1"], await repository.ListTagsAsync(Cancellation));
        Assert.Null(await repository.FindManifestAsync("v2", Cancellation));
        Assert.True(await repository.HasBlobAsync(image.AsManifest().Config, Cancellation));
        Assert.False(await repository.HasBlobAsync(SampleImages.Blob("other").Descriptor, Cancellation));
    }

    [Fact]
    public async Task A_repository_that_nobody_pushed_to_is_empty()
    {
        using var repository = Open("nobody");

        Assert.Empty(await repository.ListTagsAsync(Cancellation));
        Assert.Null(await repository.FindManifestAsync("v1", Cancellation));
        var blob = SampleImages.Blob("other").Descriptor;
        Assert.Equal(
            $"error YARD8002: {repository.Name} does not have {blob} ({blob.MediaType})",
            await SampleImages.FailureAsync(() => SampleImages.ReadAsync(repository, blob)));
    }

    [Fact]
    public async Task Skopeo_reads_and_copies_what_was_pushed()
    {
        using var repository = Open("witnessed");
        var index = await SampleImages.PushIndexAsync(repository, "v1");
        var image = await SampleImages.PushAsync(repository, "v2", "base", "code");

        Assert.Contains(Digest.Of("code"u8).ToString(), Programs.Run("skopeo", "inspect", "--tls-verify=false", $"docker://{_registry.Host}/witnessed:v2"), StringComparison.Ordinal);
        foreach (var (tag, manifest) in new[] { ("v1", index), ("v2", image) })
        {
            Programs.Run("skopeo", "copy", "--all", "--preserve-digests", "--src-tls-verify=false", $"docker://{_registry.Host}/witnessed:{tag}", $"oci:{_folder.At("copy")}:{tag}");
            Assert.Equal(manifest.Digest, (await new OciLayout(_folder.At("copy")).FindManifestAsync(tag, Cancellation))!.Digest);
        }
    }

    [Fact]
    public async Task A_tag_never_moves()
    {
        using var repository = Open("pinned");
        var first = await SampleImages.PushAsync(repository, "v1", "one");
        await SampleImages.PushAsync(repository, "v1", "one");
        var second = await SampleImages.ManifestAsync(repository, null, "two");

        Assert.Equal(
            $"error YARD8005: {_front.Host}/pinned: the tag v1 names {first.Digest}; {second.Digest} was to be pushed under it",
            await SampleImages.FailureAsync(() => repository.PushManifestAsync(second, "v1", Cancellation)));
        Assert.Equal(first.Digest, (await repository.FindManifestAsync("v1", Cancellation))!.Digest);
    }

    // `docker-registry garbage-collect --delete-untagged` is what a platform team runs on such a registry.
    [Fact]
    public async Task Every_manifest_has_a_tag_that_keeps_it()
    {
        using var repository = Open("kept");
        await SampleImages.PushIndexAsync(repository, "v1");

        var manifests = Directory.GetDirectories(Path.Combine(_registry.Data, "repositories/kept/_manifests/revisions/sha256")).Select(folder => Path.GetFileName(folder)).ToHashSet();
        var tagged = Directory.GetFiles(Path.Combine(_registry.Data, "repositories/kept/_manifests/tags"), "link", SearchOption.AllDirectories)
            .Where(link => link.EndsWith("/current/link", StringComparison.Ordinal))
            .Select(link => File.ReadAllText(link)["sha256:".Length..]).ToHashSet();

        // Seven of the image and an index for each of four subjects.
        Assert.Equal(11, manifests.Count);
        Assert.Equal(manifests, tagged);
        Assert.Equal(["v1"], await repository.ListTagsAsync(Cancellation));
    }

    [Fact]
    public async Task Referrers_are_kept_under_the_fallback_tag()
    {
        using var repository = Open("referred");
        var image = await SampleImages.PushAsync(repository, "v1", "one");
        // Each pusher knows nothing of the others.
        var pushed = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            using var pusher = Open("referred");
            return await SampleImages.PushReferrerAsync(pusher, image, "application/vnd.test", $"note {number}");
        }));

        var listed = await repository.ListReferrersAsync(image.Digest, Cancellation);

        Assert.Equal(pushed.Select(one => one.Digest.Hex).Order(StringComparer.Ordinal), listed.Select(one => one.Digest.Hex));
        Assert.All(listed, one => Assert.StartsWith("application/vnd.test note ", $"{one.ArtifactType} {one.Annotations![AnnotationKeys.Title]}", StringComparison.Ordinal));
        Assert.Equal($"sha256-{image.Digest.Hex}", Tags.OfReferrers(image.Digest));
        Assert.NotNull(await repository.FindManifestAsync(Tags.OfReferrers(image.Digest), Cancellation));
    }

    [Fact]
    public async Task The_referrers_API_is_used_where_there_is_one()
    {
        using var repository = Open("api");
        var image = await SampleImages.PushAsync(repository, "v1", "one");
        var first = SampleImages.Blob("a").Descriptor;
        var second = SampleImages.Blob("b").Descriptor;
        _front.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/referrers/", StringComparison.Ordinal)) return false;
            context.Response.ContentType = MediaTypes.ImageIndex;
            var isFirst = context.Request.Query["page"].ToString() == "";
            if (isFirst) context.Response.Headers.Link = $"<{context.Request.Path}?page=2>; rel=\"next\"";
            await context.Response.Body.WriteAsync(OciJson.Bytes(new ImageIndex { Manifests = [isFirst ? first : second] }), Cancellation);
            return true;
        };

        var listed = await repository.ListReferrersAsync(image.Digest, Cancellation);

        Assert.Equal(new[] { first.Digest.Hex, second.Digest.Hex }.Order(StringComparer.Ordinal), listed.Select(one => one.Digest.Hex));
    }

    [Fact]
    public async Task Tags_come_in_pages()
    {
        using var repository = Open("paged");
        foreach (var number in Enumerable.Range(1, 3)) await SampleImages.PushAsync(repository, $"v{number}", $"{number}");
        // Debian's registry does not page; one that does sends two tags at a time.
        _front.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/tags/list", StringComparison.Ordinal)) return false;
            var last = context.Request.Query["last"].ToString();
            context.Response.ContentType = "application/json";
            if (last == "") context.Response.Headers.Link = "</v2/paged/tags/list?last=v2&n=2>; rel=\"next\"";
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(last == "" ? """{"name":"paged","tags":["v2","v1"]}""" : """{"name":"paged","tags":["v3"]}"""), Cancellation);
            return true;
        };

        Assert.Equal(["v1", "v2", "v3"], await repository.ListTagsAsync(Cancellation));
    }

    [Fact]
    public async Task A_sibling_is_mounted_and_no_byte_of_it_is_sent()
    {
        using var first = Open("team/first");
        using var second = Open("team/second");
        var layout = new OciLayout(_folder.At("layout"));
        await SampleImages.PushAsync(layout, "v1", new string('b', 100_000), "first");
        await new ImagePush(layout, first).PushAsync("v1", "v1", Cancellation);
        await SampleImages.PushAsync(layout, "v2", new string('b', 100_000), "second");
        _front.Forget();

        var pushed = await new ImagePush(layout, second) { Parallel = 1, MountFrom = _ => ["team/first"] }.PushAsync("v2", "v2", Cancellation);

        // The base is mounted; code and configuration are this model's own.
        Assert.Equal((0, 1, 2), (pushed.BlobsThere, pushed.BlobsMounted, pushed.BlobsSent));
        Assert.Equal(pushed.BytesSent, _front.BlobBytes);
        Assert.InRange(pushed.BytesSent, 1, 1000);
        Assert.Equal(
            ["HEAD manifests", "HEAD blobs", "POST blobs", "PUT blobs", "HEAD blobs", "POST blobs", "HEAD blobs", "POST blobs", "PUT blobs", "HEAD manifests", "PUT manifests"],
            _front.Asked.Select(request => $"{request.Split(' ')[0]} {request.Split('/')[4]}"));
    }

    [Fact]
    public async Task What_is_there_costs_a_look_each()
    {
        using var repository = Open("again");
        var layout = new OciLayout(_folder.At("layout"));
        await SampleImages.PushAsync(layout, "v1", "base", "code");
        await new ImagePush(layout, repository).PushAsync("v1", "v1", Cancellation);
        _front.Forget();

        var pushed = await new ImagePush(layout, repository).PushAsync("v1", "v1", Cancellation);

        Assert.Equal((3, 0, 0L), (pushed.BlobsThere, pushed.BlobsSent, _front.BlobBytes));
    }

    [Fact]
    public async Task Promotion_from_one_registry_to_another_keeps_the_digest_and_what_refers_to_it()
    {
        using var other = new DebianRegistry();
        using var from = Open("staging/model");
        using var to = TestRepositories.Open(other.Host, "live/model");
        var index = await SampleImages.PushIndexAsync(from, "v1");

        var promoted = await new ImagePush(from, to).PushAsync(index.Digest.ToString(), "v1", Cancellation);

        Assert.Equal(index.Digest, (await to.FindManifestAsync("v1", Cancellation))!.Digest);
        Assert.Equal((index.Digest, 7), (promoted.Manifest.Digest, promoted.Manifests));
        var packages = Assert.Single(await to.ListReferrersAsync(index.Digest, Cancellation));
        Assert.Equal("application/vnd.test.signature", Assert.Single(await to.ListReferrersAsync(packages.Digest, Cancellation)).ArtifactType);
    }

    private RegistryRepository Open(string path) => TestRepositories.Open(_front.Host, path);
}
