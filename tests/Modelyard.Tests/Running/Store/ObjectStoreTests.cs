using Modelyard.Content;
using Modelyard.Running.Store;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Store;

public sealed class ObjectStoreTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly YardStore _store;

    public ObjectStoreTests() => _store = new YardStore(_folder.At("store"));

    public void Dispose()
    {
        _store.Staging.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_committed_tree_is_there_and_read_only()
    {
        var tree = Commit(_store, "one");

        var file = Path.Combine(_store.Objects.PathOf(tree.Digest), "data");
        Assert.Equal(_folder.At($"store/objects/{tree.Digest.Hex[..2]}/{tree.Digest.Hex}"), _store.Objects.PathOf(tree.Digest));
        Assert.Equal("one", File.ReadAllText(file));
        Assert.Equal("444", Convert.ToString((int)File.GetUnixFileMode(file), 8));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(file));
        Assert.True(_store.Objects.Verify(tree.Digest));
        Assert.True(_store.Objects.VerifyContent(tree.Digest));
        Assert.Equal(tree.Files, _store.Objects.Listing(tree.Digest)!.Files);
        Assert.Equal([tree.Digest], _store.Objects.All());
    }

    [Fact]
    public void What_is_not_there_is_not_verified()
    {
        Assert.False(_store.Objects.Verify(Digest.Of([])));
        Assert.Null(_store.Objects.Listing(Digest.Of([])));
        Assert.Empty(_store.Objects.All());
    }

    [Theory]
    [InlineData("printf two > data")] // the same size
    [InlineData("printf longer > data")]
    [InlineData("touch data")]
    [InlineData("chmod +x data")]
    [InlineData("echo x > extra")]
    [InlineData("mkdir sub && echo x > sub/extra")]
    [InlineData("ln -s data extra")]
    [InlineData("ln -s / extra")]
    [InlineData("rm data")]
    [InlineData("mv data other")]
    [InlineData("rm data && ln -s inner/data data")]
    [InlineData("rm data && mkfifo data")]
    [InlineData("rm ../*.tree")]
    [InlineData("printf x >> $(ls ../*.tree)")]
    [InlineData("rm -r ../*/")]
    public void Tampering_is_found_without_reading_and_mended_by_committing_again(string script)
    {
        var digest = Commit(_store, "one").Digest;
        Programs.Run("/bin/sh", "-c", $"cd {_store.Objects.PathOf(digest)} && {script}");

        Assert.False(_store.Objects.Verify(digest));
        Assert.False(_store.Objects.VerifyContent(digest));

        Assert.Equal(digest, Commit(_store, "one").Digest);
        Assert.True(_store.Objects.VerifyContent(digest));
    }

    [Fact]
    public void A_change_that_hides_its_time_is_found_by_reading()
    {
        var digest = Commit(_store, "one").Digest;
        var file = Path.Combine(_store.Objects.PathOf(digest), "data");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "two");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);

        Assert.True(_store.Objects.Verify(digest));
        Assert.False(_store.Objects.VerifyContent(digest));
    }

    [Fact]
    public async Task Many_committers_of_one_content_never_take_it_away_from_a_reader()
    {
        var digest = Commit(_store, "one").Digest;
        Directory.Delete(_folder.At("store/objects"), recursive: true);
        var committed = 0;
        var missed = 0;
        using var start = new Barrier(8);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                // Each with a store of its own, as if they were processes.
                using var staging = new StagingArea(_folder.At("store/staging"));
                var objects = new ObjectStore(_folder.At("store/objects"), staging);
                var folder = staging.NewFolder("step");
                File.WriteAllText(Path.Combine(folder, "data"), "one");
                start.SignalAndWait(TestContext.Current.CancellationToken);
                Assert.Equal(digest, objects.Commit(folder).Digest);
                Interlocked.Increment(ref committed);
                while (Volatile.Read(ref committed) < 8)
                {
                    if (!objects.Verify(digest)) Interlocked.Increment(ref missed);
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal(0, missed);
        Assert.True(_store.Objects.VerifyContent(digest));
    }

    [Fact]
    public void Linking_shares_content_and_commits_to_the_same_digest()
    {
        var digest = Commit(_store, "one").Digest;
        var folder = _store.Staging.NewFolder("artifact");

        _store.Objects.LinkInto(digest, Path.Combine(folder, "state"));
        var artifact = _store.Objects.Commit(folder);

        Assert.Equal("state/data", Assert.Single(artifact.Files).Path);
        Assert.True(_store.Objects.VerifyContent(digest));
        Assert.True(_store.Objects.VerifyContent(artifact.Digest));
    }

    private static ContentTree Commit(YardStore store, string text)
    {
        var folder = store.Staging.NewFolder("step");
        File.WriteAllText(Path.Combine(folder, "data"), text);
        return store.Objects.Commit(folder);
    }
}
