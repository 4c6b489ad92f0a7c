using Modelyard.Content;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Content;

public sealed class FileLockTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_holds_it_at_a_time()
    {
        using (var first = FileLock.TryTake(_folder.At("lock")))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryTake(_folder.At("lock")));
        }

        using var later = FileLock.TryTake(_folder.At("lock"));
        Assert.NotNull(later);
    }

    [Fact]
    public void Leaves_no_file()
    {
        FileLock.Wait(_folder.At("lock")).Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    // The file goes each time the lock does, so that waiting and taking meet files that are being removed.
    [Fact]
    public async Task Two_never_hold_it_together()
    {
        var path = _folder.At("lock");
        var inside = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    using var held = worker % 2 == 0 ? FileLock.Wait(path) : FileLock.TryTake(path);
                    if (held is null) continue;
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Decrement(ref inside);
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal(1, most);
    }

    [Fact]
    public void Notices_that_its_file_was_removed()
    {
        using var removed = FileLock.Wait(_folder.At("lock"));
        File.Delete(_folder.At("lock"));

        using var other = FileLock.TryTake(_folder.At("lock"));

        Assert.NotNull(other);
    }
}
