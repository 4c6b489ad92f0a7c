using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

public sealed class RepositoryTests
{
    [Fact]
    public void The_repository_itself_is_valid()
    {
        var repository = RepositoryReader.Read(SourceRepository.Root);

        Assert.Equal([], repository.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        Assert.NotEmpty(repository.Models);
        Assert.Contains("local", repository.Environments.Environments.Keys);
    }
}
