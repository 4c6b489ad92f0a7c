using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

public sealed class GitHubTests
{
    [Theory]
    [InlineData("comment")]
    [InlineData("release-request")]
    [InlineData("codeowners")]
    public async Task Help_teaches_with_examples(string verb)
    {
        var answer = (await YardProgram.RunAsync(YardProgram.Root, ["github", verb, "--help"])).Ended(0);
        Assert.Contains($"Examples:\n  ./yard github {verb}", answer.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("comment nowhere.md --pull-request 1", "error YARD8611: there is no file nowhere.md\n", 1)]
    [InlineData("comment nowhere.md --from-fork", "error YARD9002: --from-fork needs --head SHA: the commit of the run that made the report\n", 2)]
    [InlineData("comment nowhere.md --pull-request 0", "error YARD9002: --pull-request is 0, expected 1 or more\n", 2)]
    [InlineData("comment nowhere.md --topic A", "error YARD9002: --topic is 'A', expected lower-case letters and hyphens\n", 2)]
    [InlineData("release-request fruit --environment local", "error YARD9002: Option '--branch' is required → see ./yard github release-request --help\n", 2)]
    [InlineData("release-request fruit --environment local --branch x --base HEAD", "error YARD8613: models/fruit/releases/local.yaml is as it is in HEAD\n", 1)]
    public async Task What_cannot_be_done_is_said_before_anybody_is_asked(string arguments, string expected, int exit)
    {
        using var repository = TestRepository.Create();
        Assert.Equal(expected, (await repository.YardAsync(["github", .. arguments.Split(' ')])).Ended(exit).Error);
    }

    [Fact]
    public async Task Owners_are_written_and_checked()
    {
        using var repository = TestRepository.Create();
        Assert.Equal("error YARD9002: .github/CODEOWNERS names no organisation yet → --organisation NAME\n", (await repository.YardAsync("github", "codeowners")).Ended(2).Error);
        (await repository.YardAsync("github", "codeowners", "--organisation", "acme")).Ended(0);
        Assert.EndsWith("\n/models/bread/ @acme/bakery\n/models/fruit/ @acme/orchard\n", repository.Read(".github/CODEOWNERS"), StringComparison.Ordinal);
        (await repository.YardAsync("github", "codeowners", "--check")).Ended(0);

        repository.Replace("models/bread/model.yaml", "owner: bakery", "owner: confectionery");

        Assert.Equal("error YARD8614: .github/CODEOWNERS is not what the models' owner: lines make it\n", (await repository.YardAsync("github", "codeowners", "--check")).Ended(1).Error);
    }
}
