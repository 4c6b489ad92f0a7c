using Modelyard.Images.Runtimes;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class HostFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public HostFilesTests()
    {
        Directory.CreateDirectory(_folder.File("lists", "main"));
        File.WriteAllText(_folder.File("lists", "main", "Components-amd64.yml.gz"), "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lists/main/Components-amd64.yml.gz")]
    [InlineData("lists/main/*-*.yml.gz")]
    [InlineData("lists/*/Components-?????.yml.gz")]
    [InlineData("*/main")]
    public void A_path_or_glob_finds_the_file(string pattern) => Assert.True(HostFiles.Exist(_folder.File(pattern)));

    [Theory]
    [InlineData("lists/main/components-amd64.yml.gz")]
    [InlineData("lists/*.gz")]
    [InlineData("nowhere/*/x")]
    [InlineData("lists/main/*.gz/x")]
    public void A_path_or_glob_that_fits_nothing_finds_nothing(string pattern) => Assert.False(HostFiles.Exist(_folder.File(pattern)));
}
