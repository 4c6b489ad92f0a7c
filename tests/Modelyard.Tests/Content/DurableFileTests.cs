using System.Text;
using Modelyard.Content;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Content;

public sealed class DurableFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_of_many_creates_a_file()
    {
        var path = _folder.At("new/name");
        using var start = new Barrier(32);

        var created = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return DurableFile.TryCreate(path, Encoding.UTF8.GetBytes($"{number}")) ? number : -1;
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        var winner = Assert.Single(created, number => number >= 0);
        Assert.Equal($"{winner}", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder.At("new")));
    }

    [Fact]
    public async Task A_reader_never_sees_half_of_what_is_written()
    {
        var path = _folder.At("file");
        var contents = Enumerable.Range(0, 8).Select(number => Enumerable.Repeat((byte)('a' + number), 100_000 + number).ToArray()).ToList();
        DurableFile.Write(path, contents[0]);

        var writers = contents.Select(content => Task.Run(
            () =>
            {
                for (var i = 0; i < 10; i++) DurableFile.Write(path, content);
            },
            TestContext.Current.CancellationToken)).ToList();
        var writing = Task.WhenAll(writers);
        while (!writing.IsCompleted)
        {
            var read = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains(contents, content => content.AsSpan().SequenceEqual(read));
        }

        await writing;
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_exists_is_not_created_again()
    {
        var path = _folder.Write("file", "old");

        Assert.False(DurableFile.TryCreate(path, "new"u8));

        Assert.Equal("old", File.ReadAllText(path));
    }
}
