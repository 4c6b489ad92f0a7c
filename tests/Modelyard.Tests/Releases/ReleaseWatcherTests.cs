using Microsoft.Extensions.Time.Testing;
using Modelyard.Diagnostics;
using Modelyard.Releases;
using Modelyard.Specs;

namespace Modelyard.Tests.Releases;

public sealed class ReleaseWatcherTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("yard-watch-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Whatever_way_an_editor_saves_the_change_is_told_once()
    {
        Write("a", "1");
        using var watcher = new ReleaseWatcher(_root, "local", Read, TimeProvider.System, poll: TimeSpan.FromHours(1));
        await using var changes = watcher.ChangesAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Equal(("a", "1"), await NextAsync(changes));

        Write("a", "2"); // in place
        Assert.Equal(("a", "2"), await NextAsync(changes));

        File.WriteAllText(PathOf("a") + ".new", "3"); // aside, then renamed
        File.Move(PathOf("a") + ".new", PathOf("a"), overwrite: true);
        Assert.Equal(("a", "3"), await NextAsync(changes));

        File.Move(PathOf("a"), PathOf("a") + "~"); // moved away, then written anew
        Write("a", "4");
        Assert.Equal(("a", "4"), await NextAsync(changes));

        File.SetLastWriteTimeUtc(PathOf("a"), DateTime.UnixEpoch); // no change at all, then another model
        Write("b", "1");
        Assert.Equal(("b", "1"), await NextAsync(changes));
    }

    [Fact]
    public async Task Without_word_from_the_kernel_the_slow_look_finds_it()
    {
        var time = new FakeTimeProvider();
        using var watcher = new ReleaseWatcher(_root, "local", Read, time, poll: TimeSpan.FromSeconds(5)); // no models/ to watch yet
        await using var changes = watcher.ChangesAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = NextAsync(changes);
        Write("a", "1");
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(("a", "1"), await next);

        next = NextAsync(changes);
        File.Delete(PathOf("a"));
        time.Advance(TimeSpan.FromSeconds(5)); // missing once: perhaps being written
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(("a", "gone"), await next);
    }

    [Fact]
    public async Task A_file_that_is_wrong_is_told_with_its_diagnostics()
    {
        Write("a", "wrong");
        using var watcher = new ReleaseWatcher(_root, "local", Read, TimeProvider.System);
        await foreach (var change in watcher.ChangesAsync(TestContext.Current.CancellationToken))
        {
            Assert.Null(change.Release);
            Assert.Equal("models/a/releases/local.yaml: error YARD5001: wrong", Assert.Single(change.Diagnostics).ToString());
            break;
        }
    }

    private static async Task<(string, string)> NextAsync(IAsyncEnumerator<ReleaseChange> changes)
    {
        Assert.True(await changes.MoveNextAsync());
        return (changes.Current.Model, changes.Current.Release?.Spec.Salt ?? "gone");
    }

    /// <summary>Stands for the reader of specs: the file's whole text is the salt.</summary>
    private ReleaseReading Read(string file)
    {
        var text = File.ReadAllText(Path.Combine(_root, file));
        return text == "wrong"
            ? new ReleaseReading(null, [ReleaseCodes.NotEditable.Error(new SourcePosition(file), "wrong")])
            : new ReleaseReading(new SpecFile<ReleaseSpec>(new ReleaseSpec { Arms = new Dictionary<string, ArmSpec>(), Salt = text }, "", new SourceMap(file)), []);
    }

    private string PathOf(string model) => Path.Combine(_root, "models", model, "releases", "local.yaml");

    private void Write(string model, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(model))!);
        File.WriteAllText(PathOf(model), text);
    }
}
