using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

public sealed class OwnComponentTests
{
    [Theory]
    [InlineData("item-photo/edges", "./edges", "own--edges", true)]
    [InlineData("edges", "edges", "edges", false)]
    public void A_models_own_component_has_a_name_that_no_shared_one_has(string name, string written, string folder, bool own)
    {
        Assert.Equal(own, OwnComponents.IsOwn(name));
        Assert.Equal(written, OwnComponents.Written(name));
        Assert.Equal(folder, OwnComponents.ArtifactFolder(name));
    }

    [Fact]
    public void A_repository_lists_it_under_its_model()
    {
        using var repository = TestRepository.Case("good/own-component");
        var read = RepositoryReader.Read(repository.Root);

        Assert.Equal("models/shirts/code/edges", read.Components["shirts/edges"].Folder);
        Assert.Equal("shirts/edges", read.Models["shirts"].Spec.Candidates["network"].Pipeline["pixels"].Uses);
    }
}
