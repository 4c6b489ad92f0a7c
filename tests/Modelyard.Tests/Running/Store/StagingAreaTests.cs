using System.Diagnostics;
using Modelyard.Running.Store;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Store;

public sealed class StagingAreaTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_written_before_it_is_needed()
    {
        using var staging = new StagingArea(_folder.At("staging"));

        Assert.False(Directory.Exists(_folder.At("staging")));
    }

    [Fact]
    public void A_live_part_is_not_swept()
    {
        using var one = new StagingArea(_folder.At("staging"));
        var work = one.NewFolder("step");
        using var other = new StagingArea(_folder.At("staging"));
        other.NewFolder("step");
        other.Sweep();

        Assert.True(Directory.Exists(work));
    }

    [Theory]
    [InlineData("dead.lock", "dead/step-1/outputs/data")]
    [InlineData("dead.lock", null)]
    [InlineData(null, "dead/step-1/outcome.json")] // made anew by a step that outlived a sweep
    public void What_a_dead_process_left_is_swept(string? lockFile, string? work)
    {
        if (lockFile is not null) _folder.Write($"staging/{lockFile}", "");
        if (work is not null) File.SetUnixFileMode(_folder.Write($"staging/{work}", "x"), UnixFileMode.UserRead);

        using (var staging = new StagingArea(_folder.At("staging"))) staging.NewFolder("step");

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("staging")));
    }

    [Fact]
    public void A_folder_without_permissions_is_swept()
    {
        _folder.Write("staging/dead.lock", "");
        _folder.Write("staging/dead/closed/inner/file", "x");
        File.SetUnixFileMode(_folder.At("staging/dead/closed/inner"), UnixFileMode.None);
        File.SetUnixFileMode(_folder.At("staging/dead/closed"), UnixFileMode.None);

        using var staging = new StagingArea(_folder.At("staging"));
        staging.Sweep();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("staging")));
    }

    [Fact]
    public void Removing_leaves_alone_what_links_lead_to()
    {
        _folder.Write("precious/inner/file", "x");
        File.SetUnixFileMode(_folder.At("precious/inner"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _folder.Write("work/file", "x");
        Directory.CreateSymbolicLink(_folder.At("work/link"), _folder.At("precious"));

        StagingArea.Remove(_folder.At("work"));

        Assert.False(Directory.Exists(_folder.At("work")));
        Assert.True(File.Exists(_folder.At("precious/inner/file")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.At("precious/inner")));
    }

    [Fact]
    public void Names_that_are_not_UTF_8_are_removed()
    {
        Programs.Run("/bin/sh", "-c", $"cd {_folder.Path} && mkdir -p work && cd work && mkdir \"$(printf 'a\\377')\" && touch \"$(printf 'a\\377/b')\" \"$(printf 'c\\377')\"");

        StagingArea.Remove(_folder.At("work"));

        Assert.False(Directory.Exists(_folder.At("work")));
    }

    [Fact]
    public void The_lock_of_another_process_is_respected_until_it_dies()
    {
        _folder.Write("staging/other/work", "x");
        var lockFile = _folder.Write("staging/other.lock", "");
        var start = new ProcessStartInfo("flock", ["--close", lockFile, "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var holder = Process.Start(start)!;
        holder.StandardInput.WriteLine("held");
        holder.StandardInput.Flush();
        Assert.Equal("held", holder.StandardOutput.ReadLine());

        using var staging = new StagingArea(_folder.At("staging"));
        staging.Sweep();
        Assert.True(File.Exists(_folder.At("staging/other/work")));

        holder.Kill(entireProcessTree: true);
        holder.WaitForExit();
        staging.Sweep();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("staging")));
    }

    [Fact]
    public async Task Many_come_and_go_at_the_same_time()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    using var staging = new StagingArea(_folder.At("staging"));
                    var folder = staging.NewFolder("step");
                    File.WriteAllText(Path.Combine(folder, "file"), "x");
                    Assert.True(File.Exists(Path.Combine(folder, "file")));
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("staging")));
    }
}
