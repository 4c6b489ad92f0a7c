using Modelyard.Planning;
using Modelyard.Planning.Sources;
using Modelyard.Running.Store;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Store;

public sealed class CodeSnapshotsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly YardStore _store;

    public CodeSnapshotsTests()
    {
        _store = new YardStore(_folder.At(".yard"));
        _folder.Write("code/main.py", "print(1)\n");
        _folder.Write("code/inner/run.sh", "#!/bin/sh\n", executable: true);
    }

    public void Dispose()
    {
        _store.Staging.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_copy_is_what_the_folder_was()
    {
        var treeId = Take();
        _folder.Write("code/main.py", "print(2)\n");

        var copy = _store.Code.PathOf(treeId);
        Assert.Equal("print(1)\n", File.ReadAllText(Path.Combine(copy, "main.py")));
        Assert.Equal("555", Convert.ToString((int)File.GetUnixFileMode(Path.Combine(copy, "inner/run.sh")), 8));
        Assert.NotEqual(treeId, Take());
    }

    [Theory]
    [InlineData("echo 'print(2)' > main.py")]
    [InlineData("rm main.py")]
    [InlineData("touch extra")]
    [InlineData("chmod +x main.py")]
    [InlineData("rm main.py && ln -s /etc/passwd main.py")]
    public void A_spoilt_copy_is_made_again(string script)
    {
        var treeId = Take();
        Programs.Run("/bin/sh", "-c", $"cd {_store.Code.PathOf(treeId)} && {script}");

        Assert.Equal(treeId, Take());

        Assert.Equal("print(1)\n", File.ReadAllText(Path.Combine(_store.Code.PathOf(treeId), "main.py")));
        Assert.Equal(["inner/run.sh", "main.py"], Directory.EnumerateFiles(_store.Code.PathOf(treeId), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_store.Code.PathOf(treeId), path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_that_changes_meanwhile_is_an_error()
    {
        var trees = new Remembered(GitSourceTrees.Open(_folder.Path));
        _folder.Write("code/main.py", "print(2)\n");

        var message = Failures.Of(() => _store.Code.Take(trees, _folder.Path, "code"));

        Assert.Equal($"YARD3004: main.py changed while it was copied from {_folder.At("code")}", message);
    }

    [Fact]
    public void Differences_name_files()
    {
        var before = Take();
        _folder.Write("code/main.py", "print(2)\n");
        _folder.Write("code/new.py", "");
        File.Delete(_folder.At("code/inner/run.sh"));
        var after = Take();

        Assert.Equal(["inner/run.sh", "main.py", "new.py"], _store.Code.Difference(before, after));
        Assert.Equal([], _store.Code.Difference(before, new string('0', 40)));
        Assert.Equal([], _store.Code.Difference("", before));
    }

    private string Take() => _store.Code.Take(GitSourceTrees.Open(_folder.Path), _folder.Path, "code");

    // What was read once is given again, as for a command that began before the edit.
    private sealed class Remembered(ISourceTrees trees) : ISourceTrees
    {
        private readonly string _treeId = trees.TreeId("code");
        private readonly IReadOnlyList<SourceFile> _files = trees.Files("code");

        public string TreeId(string folder) => _treeId;

        public IReadOnlyList<SourceFile> Files(string folder) => _files;
    }
}
