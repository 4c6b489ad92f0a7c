using Modelyard.GitHub;
using Modelyard.Specs;
using Modelyard.Tests.Planning;
using Modelyard.Tests.Shared;
using Modelyard.Tests.Specs;

namespace Modelyard.Tests.GitHub;

public sealed class CodeOwnersTests
{
    [Theory]
    [InlineData("team", "@acme/team")]
    [InlineData("Search Quality", "@acme/search-quality")]
    [InlineData("'@ann'", "@ann")]
    [InlineData("'@other/team'", "@other/team")]
    [InlineData("ann@example.com", "ann@example.com")]
    public void Each_models_folder_is_its_owners(string owner, string expected)
    {
        using var models = new ModelRepository();
        models.Replace("models/photo/model.yaml", "owner: team", $"owner: {owner}");
        var text = CodeOwners.Of(RepositoryReader.Read(models.Git.Root), "acme");
        Assert.EndsWith($"\n# organisation: acme\n/models/photo/ {expected}\n/models/text/ @acme/team\n", text, StringComparison.Ordinal);
        Assert.Equal("acme", CodeOwners.OrganisationOf(text));
    }

    [Fact]
    public void An_owner_that_is_none_on_github_is_said()
    {
        using var models = new ModelRepository();
        models.Replace("models/photo/model.yaml", "owner: team", "owner: '@'");
        Assert.Equal("YARD8615: owner is '@', of which GitHub's name of a team cannot be made", Failures.Of(() => CodeOwners.Of(RepositoryReader.Read(models.Git.Root), "acme")));
    }

    [Theory]
    [InlineData("* @acme/all\n/models/photo/ @acme/search @ann # mind\n", "search", "ann")]
    [InlineData("/models/photo/ @acme/search\n/models/ @bob\n", "", "bob")]
    [InlineData("/models/photograph/ @acme/search\n", "", "")]
    [InlineData("", "", "")]
    public void The_last_pattern_that_matches_counts(string text, string teams, string people)
    {
        var owners = CodeOwners.OfModel(text, "photo");
        Assert.Equal((teams, people), (string.Join(' ', owners.Teams), string.Join(' ', owners.People)));
    }

    [Fact]
    public void The_file_of_this_repository_is_what_its_models_say()
    {
        var path = Path.Combine(SourceRepository.Root, CodeOwners.File);
        var organisation = CodeOwners.OrganisationOf(File.ReadAllText(path))!;
        var expected = CodeOwners.Of(RepositoryReader.Read(SourceRepository.Root), organisation);
        if (Environment.GetEnvironmentVariable("YARD_WRITE") == "1") File.WriteAllText(path, expected);
        Assert.Equal(expected, File.ReadAllText(path));
    }
}
