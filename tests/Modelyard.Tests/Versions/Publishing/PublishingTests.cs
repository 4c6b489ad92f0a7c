using System.Formats.Tar;
using System.Text;
using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Running.Graph;
using Modelyard.Tests.Images.Oci;
using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Shared;
using Modelyard.Versions;
using Modelyard.Versions.Publishing;

namespace Modelyard.Tests.Versions.Publishing;

public sealed class PublishingTests : IDisposable
{
    private readonly PublishingStore _store = new();
    private readonly PublishingStore _other = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_version_comes_out_as_it_went_in()
    {
        var version = _store.Add("fruit", "sweet");
        await PushAsync(_store, version, "v1");

        var pulled = await PullAsync("v1");

        Assert.Equal(("dev1", version.Manifest.Identity, version.Origin), (pulled.Name, pulled.Manifest.Identity, pulled.Origin));
        Assert.True(_other.Workspace.Store.Objects.VerifyContent(version.Manifest.Artifact.Digest));
        Assert.True(_other.Workspace.Store.Objects.VerifyContent(version.Manifest.Golden));
        Assert.Equal([version.Manifest.Identity], _other.Blessed);
        // It is there: nothing is fetched or blessed again.
        await PullAsync("newest");
        Assert.Single(_other.Blessed);
    }

    [Fact]
    public async Task The_same_version_is_the_same_artifact_whoever_pushes_it()
    {
        var one = await PushAsync(_store, _store.Add("fruit", "sweet"));
        var other = await PushAsync(_other, _other.Add("fruit", "sweet"));

        Assert.Equal(one.Content.Digest, other.Content.Digest);
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_with_their_numbers()
    {
        foreach (var (weights, number) in new[] { ("a", "v2"), ("bb", null), ("ccc", "v10"), ("dddd", null) }) await PushAsync(_store, _store.Add("fruit", weights), number);
        await PushAsync(_store, _store.Add("fruit-salad", "other"), "v1");

        using var repository = _store.Open("fruit");
        Assert.Equal(["v10 run of ccc", "v2 run of a", " run of dddd", " run of bb"], (await repository.ListAsync(Cancellation)).Select(version => $"{string.Join(",", version.Numbers)} {version.Origin!.Run}"));
        Assert.Equal("run of ccc", (await repository.FindAsync("newest", Cancellation)).Origin!.Run);
        Assert.Equal(
            $"error YARD4005: {_store.Layout.Name} has no version 'v3' of fruit; it has v10, v2, sha256:{_store.Workspace.Versions.Find("fruit", "dev4").Manifest.Identity.Short}, sha256:{_store.Workspace.Versions.Find("fruit", "dev2").Manifest.Identity.Short}",
            await SampleImages.FailureAsync(() => repository.FindAsync("v3", Cancellation)));
    }

    // How many workers serve it is no part of what it is.
    [Fact]
    public async Task What_was_declared_otherwise_is_the_same_version()
    {
        var version = _store.Add("fruit", "sweet");
        await PushAsync(_store, version);

        var again = await _store.Push().PushAsync(version.Manifest with { Serving = new VersionServing("flask-sklearn", 9, null, "volume") }, null, "v1", Cancellation);

        Assert.True(again[^1].WasThere);
        using var repository = _store.Open("fruit");
        Assert.Equal(2, Assert.Single(await repository.ListAsync(Cancellation)).Manifest.Serving.Workers);
    }

    [Fact]
    public async Task Versions_that_it_calls_go_with_it_everywhere()
    {
        var called = _store.Add("fruit", "sweet").Manifest;
        var caller = _store.Add("basket", "woven", new CalledVersion("fruit", called.Identity));
        using var registry = new DebianRegistry();
        ModelRepository Live(string model) => new(TestRepositories.Open(registry.Host, $"live/{model}"), model);

        Assert.Equal(["fruit", "basket"], (await _store.Push().PushAsync(caller.Manifest, caller.Origin, "v1", Cancellation)).Select(pushed => pushed.Model));
        using (var source = _store.Open("basket"))
        {
            var promoted = await _store.Push(Live).PromoteAsync(await source.FindAsync("v1", Cancellation), _store.Open, null, Cancellation);
            Assert.Equal(["fruit", "basket"], promoted.Select(pushed => pushed.Model));
        }

        using var live = Live("basket");
        await _other.Pull(Live).PullAsync(await live.FindAsync("v1", Cancellation), Cancellation);
        Assert.Equal([called.Identity, caller.Manifest.Identity], _other.Blessed);
    }

    [Fact]
    public async Task A_version_that_does_not_answer_its_golden_rows_is_none()
    {
        await PushAsync(_store, _store.Add("fruit", "sweet"), "v1");
        _other.Blessing = () => throw VersionCodes.GoldenDiffers.Failure("golden row 0: differs");

        Assert.Equal("error YARD4003: golden row 0: differs", await SampleImages.FailureAsync(() => PullAsync("v1")));
        Assert.Empty(_other.Workspace.Versions.Of("fruit"));
    }

    [Fact]
    public async Task What_is_no_version_under_its_tag_is_refused()
    {
        var version = _store.Add("fruit", "sweet").Manifest;
        var image = await SampleImages.PushAsync(_store.Layout, _store.Open("fruit").TagOf(version.Identity), "one");

        Assert.Equal(
            $"error YARD4021: {_store.Layout.Name}@{image.Digest} is {MediaTypes.ImageManifest}; expected {VersionArtifact.Type}",
            await SampleImages.FailureAsync(() => _store.Open("fruit").FindAsync(version.Identity, Cancellation)));
    }

    [Fact]
    public async Task A_manifest_that_was_changed_has_another_identity()
    {
        var version = _store.Add("fruit", "sweet").Manifest;
        var forged = await ForgeAsync(version, version with { Candidate = "better" }, Archive(("state/fit/weights", "sweet")));

        Assert.StartsWith($"error YARD4021: {_store.Layout.Name}@{forged.Digest} holds the version sha256:", await SampleImages.FailureAsync(() => PullAsync(version.Identity.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_artifact_that_was_changed_is_refused_and_not_kept()
    {
        var version = _store.Add("fruit", "sweet").Manifest;
        var forged = await ForgeAsync(version, version, Archive(("state/fit/weights", "bitter")));

        var failure = await SampleImages.FailureAsync(() => PullAsync(version.Identity.ToString()));

        Assert.StartsWith($"error YARD4022: {_store.Layout.Name}@{forged.Digest}: artifact: found the digest sha256:", failure, StringComparison.Ordinal);
        Assert.EndsWith($"; expected {version.Artifact.Digest}", failure, StringComparison.Ordinal);
        Assert.Empty(_other.Workspace.Store.Objects.All());
        Assert.Empty(_other.Blessed);
    }

    [Theory]
    [InlineData("../escape", "holds 'yard/model/../escape'; expected files below yard/model/ only")]
    [InlineData("/etc/passwd", "holds '/etc/passwd'; expected files below yard/model/ only")]
    [InlineData("link", "holds 'yard/model/link', which is neither a file nor a folder")]
    [InlineData("device", "holds 'yard/model/device', which is neither a file nor a folder")]
    [InlineData("bomb", "holds more than the {0} bytes of the version's artifact")]
    [InlineData("noise", "is not an archive: ")]
    public async Task A_layer_that_is_not_a_models_is_refused(string kind, string expected)
    {
        var version = _store.Add("fruit", "sweet").Manifest;
        await ForgeAsync(version, version, kind == "noise" ? [.. Encoding.ASCII.GetBytes(new string('n', 2048))] : Archive((kind, kind == "bomb" ? new string('b', 100_000) : "text")));

        var failure = await SampleImages.FailureAsync(() => PullAsync(version.Identity.ToString()));

        Assert.StartsWith($"error YARD4022: {_store.Layout.Name}@sha256:", failure, StringComparison.Ordinal);
        Assert.Contains(expected.Replace("{0}", $"{version.Artifact.Bytes}", StringComparison.Ordinal), failure, StringComparison.Ordinal);
        Assert.Empty(_other.Workspace.Store.Objects.All());
    }

    [Fact]
    public async Task Skopeo_sees_an_artifact()
    {
        using var registry = new DebianRegistry();
        var version = _store.Add("fruit", "sweet");
        var pushed = Assert.Single(await _store.Push(model => new ModelRepository(TestRepositories.Open(registry.Host, model), model)).PushAsync(version.Manifest, version.Origin, "v1", Cancellation));

        var raw = Programs.Run("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{registry.Host}/fruit:v1");

        Assert.Equal(pushed.Content.Digest, Digest.Of(Encoding.UTF8.GetBytes(raw)));
        Assert.Contains($"\"artifactType\":\"{VersionArtifact.Type}\"", raw, StringComparison.Ordinal);
    }

    private static async Task<PushedVersion> PushAsync(PublishingStore store, NamedVersion version, string? number = null) =>
        Assert.Single(await store.Push().PushAsync(version.Manifest, version.Origin, number, Cancellation));

    private async Task<NamedVersion> PullAsync(string reference)
    {
        using var from = _store.Open("fruit");
        return await _other.Pull(_store.Open).PullAsync(await from.FindAsync(reference, Cancellation), Cancellation);
    }

    // An artifact that says it is a version.
    private async Task<ManifestContent> ForgeAsync(VersionManifest version, VersionManifest said, byte[] layer)
    {
        var config = VersionArtifact.Blob(VersionArtifact.Manifest, said);
        var blob = new MemoryBlob(MediaTypes.Layer, layer);
        foreach (var part in new[] { config, blob }) await _store.Layout.PushBlobAsync(part, [], Cancellation);
        var manifest = ManifestContent.Of(new ImageManifest { ArtifactType = VersionArtifact.Type, Config = config.Descriptor, Layers = [blob.Descriptor] });
        await _store.Layout.PushManifestAsync(manifest, _store.Open("fruit").TagOf(version.Identity), Cancellation);
        return manifest;
    }

    private static byte[] Archive(params (string Path, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                var full = path.StartsWith('/') ? path : $"yard/model/{path}";
                writer.WriteEntry(path switch
                {
                    "link" => new UstarTarEntry(TarEntryType.SymbolicLink, full) { LinkName = "/etc/passwd" },
                    "device" => new UstarTarEntry(TarEntryType.CharacterDevice, full),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, full) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) },
                });
            }
        }

        return bytes.ToArray();
    }
}
