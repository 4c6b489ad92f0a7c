using System.Collections.Concurrent;
using Modelyard.Images.Oci;
using Modelyard.Tests.Images.Oci;
using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Registry;

/// <summary>A registry that is killed while something is pushed to it, and started again.</summary>
public sealed class KilledRegistryTests : IDisposable
{
    private readonly DebianRegistry _registry = new();
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_push_outlives_a_registry_that_is_killed_and_started_again()
    {
        var layout = new OciLayout(_folder.At("layout"));
        var image = await SampleImages.PushAsync(layout, "v1", [.. Enumerable.Range(0, 6).Select(number => new string((char)('a' + number), 3_000_000))]);
        await using var front = await RegistryFront.StartAsync(_registry);
        var killed = new ConcurrentBag<int>();
        var parts = 0;
        front.Instead = async context =>
        {
            // Under the third and the eighth part: the registry goes while it writes.
            if (context.Request.Method != "PATCH" || Interlocked.Increment(ref parts) is not (3 or 8)) return false;
            var forwarded = front.ForwardAsync(context);
            _registry.Kill();
            _registry.Start();
            killed.Add(parts);
            try
            {
                using var answer = await forwarded;
            }
            catch (HttpRequestException)
            {
                // As expected.
            }

            context.Abort();
            return true;
        };
        using var repository = TestRepositories.Open(front.Host, "model", TestRepositories.Options with { ChunkBytes = 1_000_000, FirstPause = TimeSpan.FromMilliseconds(50) });

        await new ImagePush(layout, repository).PushAsync("v1", "v1", Cancellation);

        Assert.Equal(2, killed.Count);
        Assert.Equal(image.Digest, (await repository.FindManifestAsync("v1", Cancellation))!.Digest);
        foreach (var layer in image.AsManifest().Layers) Assert.Equal(3_000_000, (await SampleImages.ReadAsync(repository, layer)).Length);
    }

    [Fact]
    public async Task Killed_for_good_it_leaves_no_tag_and_a_later_push_goes_on()
    {
        var layout = new OciLayout(_folder.At("layout"));
        var image = await SampleImages.PushAsync(layout, "v1", "one", "two", "three");
        using var repository = TestRepositories.Open(_registry.Host, "model");
        var push = new ImagePush(layout, repository) { Parallel = 1, OnBlob = (_, _) => { _registry.Kill(); } };
        Assert.StartsWith("error YARD8026: pushing sha256:", await SampleImages.FailureAsync(() => push.PushAsync("v1", "v1", Cancellation)), StringComparison.Ordinal);
        _registry.Start();
        Assert.Empty(await repository.ListTagsAsync(Cancellation));

        var pushed = await new ImagePush(layout, repository).PushAsync("v1", "v1", Cancellation);

        Assert.Equal((1, 3), (pushed.BlobsThere, pushed.BlobsSent));
        Assert.Equal(image.Digest, (await repository.FindManifestAsync("v1", Cancellation))!.Digest);
    }

    // Version 2.8 writes these files in place: a crash can leave them empty.
    [Fact]
    public async Task What_a_crash_left_empty_is_pushed_again()
    {
        var layout = new OciLayout(_folder.At("layout"));
        var image = await SampleImages.PushAsync(layout, "v1", "one");
        using var repository = TestRepositories.Open(_registry.Host, "model");
        await new ImagePush(layout, repository).PushAsync("v1", "v1", Cancellation);
        var layer = image.AsManifest().Layers[0];
        var links = Path.Combine(_registry.Data, "repositories/model");
        File.WriteAllText(Path.Combine(links, $"_layers/sha256/{layer.Digest.Hex}/link"), "");
        File.WriteAllText(Path.Combine(links, "_manifests/tags/v1/current/link"), "");

        await new ImagePush(layout, repository).PushAsync("v1", "v1", Cancellation);

        Assert.Equal(image.Digest, (await repository.FindManifestAsync("v1", Cancellation))!.Digest);
        Assert.Equal("one", await SampleImages.ReadAsync(repository, layer));
    }
}
