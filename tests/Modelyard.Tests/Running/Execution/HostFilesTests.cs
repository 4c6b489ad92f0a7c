using Modelyard.Running.Execution;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Execution;

public sealed class HostFilesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public HostFilesTests()
    {
        foreach (var file in new[] { "a.csv", "b.csv", "b.csv.bak", "B.csv", "one/x.csv", "one/deep/x.csv", "two/x.csv", "two/y.csv", ".hidden.csv" }) _folder.Write(file, "x");
        Directory.CreateDirectory(_folder.At("folder.csv"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv", "a.csv")]
    [InlineData("*.csv", ".hidden.csv B.csv a.csv b.csv")]
    [InlineData("?.csv", "B.csv a.csv b.csv")]
    [InlineData("*/x.csv", "one/x.csv two/x.csv")]
    [InlineData("t*/?.csv", "two/x.csv two/y.csv")]
    [InlineData("*/*/x.csv", "one/deep/x.csv")]
    [InlineData("//one///x.csv", "one/x.csv")]
    [InlineData("gone.csv", "")]
    [InlineData("gone/*.csv", "")]
    [InlineData("folder.csv", "")]
    public void Finds_files_sorted_and_never_across_a_slash(string pattern, string expected) =>
        Assert.Equal(expected, string.Join(' ', HostFiles.Matching($"{_folder.Path}/{pattern}").Select(path => Path.GetRelativePath(_folder.Path, path))));
}
