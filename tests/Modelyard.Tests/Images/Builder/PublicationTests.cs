using Modelyard.Images.Bases;
using Modelyard.Images.Builder;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Builder;

/// <summary>Images pushed to Debian's registry.</summary>
public sealed class PublicationTests : IDisposable
{
    private readonly DebianRegistry _registry = new();
    private readonly ScratchFolder _folder = new();
    private readonly Workspace _workspace;

    public PublicationTests()
    {
        Directory.CreateDirectory(_folder.At("models"));
        Directory.CreateDirectory(_folder.At("pipelines"));
        _workspace = new Workspace(_folder.Path, _folder.At(".yard"), new ProgramFolders("/nowhere", "/nowhere"), TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _workspace.Dispose();
        _registry.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sibling_sends_no_byte_of_the_layers_that_both_have()
    {
        var publication = new ImagePublication(_workspace, $"{_registry.Host}/team");
        var (first, sent) = await publication.PushAsync(Image("one", "1"), Cancellation);
        Assert.Equal($"{_registry.Host}/team/one:{Image("one", "1").Tag}@{Image("one", "1").Manifest.Digest}", first);
        // Two layers and the configuration; no packages, no bill.
        Assert.Equal((3, 0), (sent.BlobsSent, sent.BlobsMounted));

        var (_, sibling) = await publication.PushAsync(Image("two", "2"), Cancellation);

        Assert.Equal((2, 1), (sibling.BlobsSent, sibling.BlobsMounted));
        Assert.InRange(sibling.BytesSent, 1, 10_000);
    }

    [Fact]
    public async Task Pushing_again_sends_nothing()
    {
        var publication = new ImagePublication(_workspace, $"{_registry.Host}/team");
        await publication.PushAsync(Image("one", "1"), Cancellation);

        var (_, again) = await publication.PushAsync(Image("one", "1"), Cancellation);

        Assert.Equal((0, 0, 0, 0L), (again.Manifests, again.BlobsSent, again.BlobsMounted, again.BytesSent));
    }

    [Fact]
    public async Task A_base_in_the_same_registry_is_mounted_and_not_read()
    {
        var target = $"{_registry.Host}/team";
        using (var bases = (IDisposable)ImagePublication.Open($"{_registry.Host}/bases/debian", TimeProvider.System))
        {
            var below = Image("debian", "0");
            await below.PushAsync((IImageRepository)bases, "12", [], Cancellation);
            var read = await BaseImage.ReadAsync((IImageRepository)bases, "debian:12", below.Manifest.Digest, Cancellation);
            var own = new LayerContent([LayerEntry.File("own", executable: false, EntryContent.Of("own"u8.ToArray()))]);
            var image = ImageComposer.Compose("server", "three", [.. read.Layers, ImageLayer.Of("own", own.Describe(Cancellation), own)], new ContainerSettings(), new Dictionary<string, string>(), []);

            var (_, pushed) = await new ImagePublication(_workspace, target).PushAsync(image, Cancellation);

            Assert.Equal((2, 2), (pushed.BlobsMounted, pushed.BlobsSent));
        }
    }

    [Fact]
    public void A_target_that_is_none_is_refused() =>
        Assert.StartsWith("YARD8021: ", Failures.Of(() => _ = new ImagePublication(_workspace, "team")), StringComparison.Ordinal);

    private static PlannedImage Image(string name, string text)
    {
        var shared = new LayerContent([LayerEntry.File("base", executable: false, EntryContent.Of(new byte[1 << 20]))]);
        var own = new LayerContent([LayerEntry.File("own", executable: false, EntryContent.Of(System.Text.Encoding.UTF8.GetBytes(text)))]);
        return ImageComposer.Compose(
            "server", name, [ImageLayer.Of("base", shared.Describe(Cancellation), shared), ImageLayer.Of("own", own.Describe(Cancellation), own)], new ContainerSettings(), new Dictionary<string, string>(), []);
    }
}
