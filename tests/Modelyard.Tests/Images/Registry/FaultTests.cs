using Microsoft.AspNetCore.Http;
using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Images.Registry;
using Modelyard.Tests.Images.Oci;
using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Registry;

/// <summary>A registry that is overloaded, cut off, or behind something that changes bytes.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const int ChunkBytes = 100_000;

    private readonly DebianRegistry _registry = new();
    private readonly MemoryBlob _large = SampleImages.Blob(new string('x', (3 * ChunkBytes) + 1));
    private RegistryFront _front = null!;
    private RegistryRepository _repository = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Name => $"{_front.Host}/model";

    public async ValueTask InitializeAsync()
    {
        _front = await RegistryFront.StartAsync(_registry);
        _repository = TestRepositories.Open(_front.Host, "model", TestRepositories.Options with { ChunkBytes = ChunkBytes });
    }

    public async ValueTask DisposeAsync()
    {
        _repository.Dispose();
        await _front.DisposeAsync();
        _registry.Dispose();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(408)]
    public async Task What_fails_in_passing_is_tried_again(int status)
    {
        _front.Instead = EachAddressFailsOnce(Faults.Answer(status));

        var image = await SampleImages.PushAsync(_repository, "v1", "one", "two");

        Assert.Equal(image.Digest, (await _repository.FindManifestAsync("v1", Cancellation))!.Digest);
        Assert.Equal("one", await SampleImages.ReadAsync(_repository, image.AsManifest().Layers[0]));
    }

    [Fact]
    public async Task Connections_that_are_cut_are_made_again()
    {
        _front.Instead = EachAddressFailsOnce(Faults.Cut);

        var image = await SampleImages.PushAsync(_repository, "v1", "one", "two");

        Assert.Equal(image.Digest, (await _repository.FindManifestAsync("v1", Cancellation))!.Digest);
    }

    [Fact]
    public async Task Answers_that_are_lost_push_nothing_twice()
    {
        _front.Instead = EachAddressFailsOnce(Faults.LoseAnswer(_front));

        var image = await SampleImages.PushAsync(_repository, "v1", "one");
        Assert.Equal(BlobPush.Sent, await _repository.PushBlobAsync(_large, [], Cancellation));

        Assert.Equal(image.Digest, (await _repository.FindManifestAsync("v1", Cancellation))!.Digest);
        Assert.Equal(_large.Descriptor.Size, (await SampleImages.ReadAsync(_repository, _large.Descriptor)).Length);
    }

    // Debian's registry forgets an upload whose part arrived in part; one that lost a whole part is gone on with.
    [Fact]
    public async Task An_upload_goes_on_where_it_was_cut()
    {
        _front.Instead = Faults.First(1, request => request.Method == "PATCH" && _front.Asked.Count(asked => asked.StartsWith("PATCH", StringComparison.Ordinal)) == 3, Faults.Cut);

        await _repository.PushBlobAsync(_large, [], Cancellation);

        Assert.Equal(
            ["HEAD", "POST", "PATCH", "PATCH", "PATCH", "HEAD", "GET", "PATCH", "PATCH", "PUT"],
            _front.Asked.Select(asked => asked.Split(' ')[0]));
        Assert.Equal(_large.Descriptor.Size, (await SampleImages.ReadAsync(_repository, _large.Descriptor)).Length);
    }

    [Fact]
    public async Task An_upload_that_the_registry_lost_is_begun_anew()
    {
        _front.Instead = Faults.First(1, request => request.Method == "PATCH" && _front.Asked.Count(asked => asked.StartsWith("PATCH", StringComparison.Ordinal)) == 2, async context =>
        {
            // Half a part arrives.
            var half = new byte[ChunkBytes / 2];
            await context.Request.Body.ReadExactlyAsync(half, Cancellation);
            foreach (var folder in Directory.GetDirectories(Path.Combine(_registry.Data, "repositories/model/_uploads"))) Directory.Delete(folder, recursive: true);
            context.Abort();
        });

        await _repository.PushBlobAsync(_large, [], Cancellation);

        Assert.Equal(2, _front.Asked.Count(asked => asked.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Equal(_large.Descriptor.Size, (await SampleImages.ReadAsync(_repository, _large.Descriptor)).Length);
    }

    [Fact]
    public async Task A_download_goes_on_where_it_was_cut()
    {
        await _repository.PushBlobAsync(_large, [], Cancellation);
        _front.Forget();
        _front.Instead = Faults.First(1, request => request.Method == "GET", Faults.CutAfter(_front, ChunkBytes));

        Assert.Equal(_large.Descriptor.Size, (await SampleImages.ReadAsync(_repository, _large.Descriptor)).Length);

        Assert.Equal(2, _front.Asked.Count);
    }

    [Fact]
    public async Task Wrong_bytes_are_refused_on_every_read()
    {
        var image = await SampleImages.PushAsync(_repository, "v1", "one");
        _front.Instead = Faults.Always(request => request.Method == "GET", Faults.Spoil(_front));

        var layer = image.AsManifest().Layers[0];
        Assert.Equal(
            $"error YARD8001: {Name}@{layer.Digest} holds {Digest.Of("ond"u8)}; expected {layer}",
            await SampleImages.FailureAsync(() => SampleImages.ReadAsync(_repository, layer)));
        foreach (var (reference, written) in new[] { ("v1", ":v1"), (image.Digest.ToString(), $"@{image.Digest}") })
        {
            var failure = await SampleImages.FailureAsync(() => _repository.FindManifestAsync(reference, Cancellation));
            Assert.StartsWith($"error YARD8001: {Name}{written} holds sha256:", failure, StringComparison.Ordinal);
            Assert.EndsWith($"; expected {image.Digest}", failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bytes_that_were_changed_on_their_way_are_sent_again()
    {
        _front.Instead = Faults.First(1, request => request.Method == "PUT", Faults.SpoilRequest(_front));
        var blob = SampleImages.Blob("one");

        await _repository.PushBlobAsync(blob, [], Cancellation);

        Assert.Equal("one", await SampleImages.ReadAsync(_repository, blob.Descriptor));
    }

    [Fact]
    public async Task Bytes_that_are_changed_each_time_are_refused()
    {
        _front.Instead = Faults.Always(request => request.Method == "PUT", Faults.SpoilRequest(_front));
        var blob = SampleImages.Blob("one");

        var failure = await SampleImages.FailureAsync(() => _repository.PushBlobAsync(blob, [], Cancellation));

        Assert.StartsWith($"error YARD8028: pushing {blob.Descriptor.Digest} to {Name}: PUT http://{_front.Host}/v2/model/blobs/uploads/", failure, StringComparison.Ordinal);
        Assert.EndsWith(" answered 400 (DIGEST_INVALID: provided digest did not match uploaded content)", failure, StringComparison.Ordinal);
        Assert.False(await _repository.HasBlobAsync(blob.Descriptor, Cancellation));
    }

    [Fact]
    public async Task Content_that_is_not_what_it_says_is_never_ended()
    {
        using var folder = new ScratchFolder();
        var path = folder.Write("wrong", new string('y', (3 * ChunkBytes) + 1));

        Assert.Equal(
            $"error YARD8001: what was to be pushed to {Name} holds {Digest.Of(File.ReadAllBytes(path))}; expected {_large.Descriptor}",
            await SampleImages.FailureAsync(() => _repository.PushBlobAsync(new FileBlob(_large.Descriptor, path), [], Cancellation)));
        Assert.DoesNotContain(_front.Asked, asked => asked.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pause_that_a_registry_asks_for_is_kept()
    {
        var time = new TimeWithoutPauses();
        using var patient = TestRepositories.Open(_front.Host, "model", new RegistryOptions { Credentials = GivenCredential.None, Time = time });
        _front.Instead = Faults.First(2, _ => true, Faults.Answer(429, "", ("Retry-After", "7")));

        await patient.ListTagsAsync(Cancellation);

        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], time.Pauses);
    }

    [Fact]
    public async Task A_pause_longer_than_ours_is_cut_and_pauses_grow()
    {
        var time = new TimeWithoutPauses();
        using var patient = TestRepositories.Open(_front.Host, "model", new RegistryOptions { Credentials = GivenCredential.None, Time = time });
        _front.Instead = Faults.First(1, _ => true, Faults.Answer(503, "", ("Retry-After", "99999")));
        await patient.ListTagsAsync(Cancellation);
        Assert.Equal([TimeSpan.FromMinutes(1)], time.Pauses);

        time.Pauses.Clear();
        _front.Instead = Faults.First(4, _ => true, Faults.Answer(503));
        await patient.ListTagsAsync(Cancellation);
        Assert.Equal(4, time.Pauses.Count);
        Assert.True(time.Pauses[3] > time.Pauses[0], string.Join(", ", time.Pauses));
    }

    [Theory]
    [InlineData(429, """{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}""", "YARD8025", "answered 429 (TOOMANYREQUESTS: slow down)")]
    [InlineData(500, "<html>", "YARD8025", "answered 500")]
    [InlineData(503, "", "YARD8025", "answered 503")]
    [InlineData(403, """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}""", "YARD8023", "answered 403 (DENIED: requested access to the resource is denied)")]
    [InlineData(401, "", "YARD8022", "answered 401")]
    [InlineData(405, """{"errors":[{"code":"UNSUPPORTED","message":"read only"}]}""", "YARD8028", "answered 405 (UNSUPPORTED: read only)")]
    public async Task What_does_not_pass_is_said(int status, string body, string code, string expected)
    {
        _front.Instead = Faults.Always(request => request.Method == "PUT" && request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal), Faults.Answer(status, body));
        var image = await SampleImages.ManifestAsync(_repository, null, "one");

        Assert.Equal(
            $"error {code}: pushing {image.Digest} as {Name}:v1: PUT http://{_front.Host}/v2/model/manifests/v1 {expected}",
            await SampleImages.FailureAsync(() => _repository.PushManifestAsync(image, "v1", Cancellation)));
        _front.Instead = _ => Task.FromResult(false);
        Assert.Null(await _repository.FindManifestAsync("v1", Cancellation));
        Assert.Equal(status is 403 or 401 or 405 ? 1 : 5, _front.Asked.Count(asked => asked == "PUT /v2/model/manifests/v1"));
    }

    [Fact]
    public async Task A_push_to_a_path_that_the_registry_does_not_have_is_said()
    {
        _front.Instead = Faults.Always(request => request.Method == "POST", Faults.Answer(404, """{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}"""));
        var blob = SampleImages.Blob("one");

        Assert.Equal(
            $"error YARD8024: pushing {blob.Descriptor.Digest} to {Name}: POST http://{_front.Host}/v2/model/blobs/uploads/ answered 404 (NAME_UNKNOWN: repository name not known to registry)",
            await SampleImages.FailureAsync(() => _repository.PushBlobAsync(blob, [], Cancellation)));
    }

    // What Debian's registry answers on a full disk, while it takes an upload and while it begins one.
    [Theory]
    [InlineData("""{"errors":[{"code":"UNKNOWN","message":"unknown error","detail":"write /data/a: no space left on device"}]}""")]
    [InlineData("""{"errors":[{"code":"UNKNOWN","message":"unknown error","detail":{"DriverName":"filesystem","Enclosed":{"Op":"write","Path":"/data/a","Err":28}}}]}""")]
    public async Task A_registry_whose_disk_is_full_is_not_asked_again(string body)
    {
        _front.Instead = Faults.Always(request => request.Method == "POST", Faults.Answer(500, body));
        var blob = SampleImages.Blob("one");

        Assert.Equal(
            $"error YARD8007: pushing {blob.Descriptor.Digest} to {Name}: POST http://{_front.Host}/v2/model/blobs/uploads/ answered 500 (UNKNOWN: unknown error): no space left on the registry's disk → free space there, or ask who runs the registry; then push again",
            await SampleImages.FailureAsync(() => _repository.PushBlobAsync(blob, [], Cancellation)));
        Assert.Equal(["HEAD", "POST"], _front.Asked.Select(asked => asked.Split(' ')[0]));
    }

    [Fact]
    public async Task Nobody_there_is_said()
    {
        _registry.Kill();
        using var nobody = TestRepositories.Open(_registry.Host, "model");

        Assert.Equal(
            $"error YARD8026: listing the tags of {_registry.Host}/model: {_registry.Host}: Connection refused",
            await SampleImages.FailureAsync(() => nobody.ListTagsAsync(Cancellation)));
    }

    [Fact]
    public async Task A_registry_without_TLS_where_it_is_wanted_is_said()
    {
        using var secure = TestRepositories.Open($"https://{_registry.Host}", "model");

        Assert.StartsWith(
            $"error YARD8027: listing the tags of {_registry.Host}/model: {_registry.Host}: ",
            await SampleImages.FailureAsync(() => secure.ListTagsAsync(Cancellation)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_says_nothing_is_not_waited_for()
    {
        using var impatient = TestRepositories.Open(_front.Host, "model", TestRepositories.Options with { Patience = TimeSpan.FromMilliseconds(200), Retries = 1 });
        _front.Instead = Faults.Always(_ => true, context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));

        Assert.Equal(
            $"error YARD8026: listing the tags of {Name}: {_front.Host} gave no answer in 0 s",
            await SampleImages.FailureAsync(() => impatient.ListTagsAsync(Cancellation)));
    }

    // Each method and kind of address, once.
    private static Func<HttpContext, Task<bool>> EachAddressFailsOnce(Func<HttpContext, Task> fault)
    {
        var seen = new HashSet<string>();
        return async context =>
        {
            var kind = $"{context.Request.Method} {context.Request.Path.Value!.Split('/')[3]}";
            lock (seen)
            {
                if (!seen.Add(kind)) return false;
            }

            await fault(context);
            return true;
        };
    }

    // Pauses are over at once; the much longer patience with an answer is not.
    private sealed class TimeWithoutPauses : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero || dueTime > TimeSpan.FromMinutes(1)) return base.CreateTimer(callback, state, dueTime, period);
            lock (Pauses) Pauses.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
