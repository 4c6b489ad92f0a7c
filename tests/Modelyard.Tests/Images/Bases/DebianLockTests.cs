using Modelyard.Diagnostics;
using Modelyard.Images.Bases;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Bases;

public sealed class DebianLockTests : IDisposable
{
    private const string Images = "pipelines/Runtimes/images.yaml";
    private const string File = "pipelines/Runtimes/images.python.lock";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_lock_is_read_as_it_was_written()
    {
        var versions = new Dictionary<string, string> { ["zlib1g"] = "1:1.2.13.dfsg-1", ["libc6"] = "2.36-9+deb12u10" };
        var text = DebianLock.Text("Debian bookworm (amd64)", versions);
        _folder.Write(File, text);

        Assert.Equal("# Packages of Debian bookworm (amd64) that images may hold, in these versions. Written by `yard build --update-locks`.\nlibc6=2.36-9+deb12u10\nzlib1g=1:1.2.13.dfsg-1\n", text);
        var read = DebianLock.Read(_folder.Path, Images, "python")!;
        Assert.Equal(versions.OrderBy(package => package.Key, StringComparer.Ordinal), read.Versions);
        Assert.Equal("Package: libc6\nPin: version 2.36-9+deb12u10\nPin-Priority: 1001\n\nPackage: zlib1g\nPin: version 1:1.2.13.dfsg-1\nPin-Priority: 1001\n\n", read.Preferences);
        Assert.Null(DebianLock.Read(_folder.Path, Images, "dotnet"));
        Assert.Equal("pipelines/Runtimes/images.connected.python.lock", DebianLock.FileOf("pipelines/Runtimes/images.connected.yaml", "python"));
    }

    [Fact]
    public void Lines_that_are_none_are_all_told()
    {
        _folder.Write(File, "# a comment\nlibc6\nlibc6 = 1\nzlib1g=1\nzlib1g=2 # again\n");

        var failure = Assert.Throws<YardException>(() => DebianLock.Read(_folder.Path, Images, "python"));

        Assert.Equal(
            [
                $"{File}:2:1: error YARD7130: found 'libc6', expected 'name=version' → ./yard build --update-locks writes it anew",
                $"{File}:3:1: error YARD7130: found 'libc6 = 1', expected 'name=version' → ./yard build --update-locks writes it anew",
                $"{File}:5:1: error YARD7130: zlib1g stands in the lock already → ./yard build --update-locks writes it anew",
            ],
            failure.Diagnostics.Select(diagnostic => diagnostic.ToString()));
    }

    [Fact]
    public void What_is_installed_otherwise_is_told_with_both_versions()
    {
        _folder.Write(File, "libc6=2.36-9\nunused=1\n");
        var locked = DebianLock.Read(_folder.Path, Images, "python")!;

        Assert.Equal(
            [
                $"{File}: error YARD7131: libc6 is locked at 2.36-9; apt offers 2.36-10 → ./yard build --update-locks, or let apt reach an archive that has the locked versions",
                $"{File}: error YARD7131: libnew 3 is needed, and not in the lock → ./yard build --update-locks, or let apt reach an archive that has the locked versions",
            ],
            locked.Differences([new("deb", "libc6", "2.36-10", "amd64"), new("deb", "libnew", "3", "all")]).Select(difference => difference.ToString()));
        Assert.Empty(locked.Differences([new("deb", "libc6", "2.36-9", "amd64")]));
    }

    [Fact]
    public void What_changed_between_two_locks_is_told_by_package() => Assert.Equal(
        ["+ added 1", "- gone 1", "kept 1 → 2"],
        LockChange.Between(new Dictionary<string, string> { ["gone"] = "1", ["kept"] = "1", ["same"] = "1" }, new Dictionary<string, string> { ["added"] = "1", ["kept"] = "2", ["same"] = "1" }).Select(change => change.ToString()));
}
