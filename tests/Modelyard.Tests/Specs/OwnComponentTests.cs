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
    public void A_models_requirements_are_read_without_comments_and_layout()
    {
        using var repository = TestRepository.Case("good/requirements");
        const string soft = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", sharp = "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9";
        var requirements = RepositoryReader.Read(repository.Root).Requirements["shirts"];

        Assert.Equal($"sharp-edges==1.2.0 --hash=sha256:{sharp}\nsoft-edges==2!1.0.post1 --hash=sha256:{soft} --hash=sha256:{sharp}\n", requirements.Text);
        Assert.Equal([2, 4], requirements.Lines.Select(line => line.Line));
    }

    [Fact]
    public void Its_packages_of_Debian_are_read_without_comments_and_layout()
    {
        using var repository = TestRepository.Case("good/requirements");
        var packages = RepositoryReader.Read(repository.Root).DebianPackages["shirts"];

        Assert.Equal("libedges-dev=1:2.0~rc1+dfsg-3\nlibsharp3\n", packages.Text);
        Assert.Equal([3, 2], packages.Lines.Select(line => line.Line));
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
