using Modelyard.Diagnostics;
using Modelyard.GitHub;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.GitHub;

public sealed class GitHubPlaceTests
{
    [Fact]
    public void It_is_what_the_workflows_variables_say()
    {
        var place = GitHubPlace.Of(null, null, Variables(("GITHUB_REPOSITORY", "acme/models"), ("GITHUB_API_URL", "https://github.example/api/v3"), ("GITHUB_TOKEN", "t")));
        Assert.Equal(("https://github.example/api/v3/", "acme", "models", "acme/models"), (place.Api.AbsoluteUri, place.Owner, place.Name, place.ToString()));
        Assert.Equal("https://api.github.com/", GitHubPlace.Of("a/b", null, Variables(("GITHUB_TOKEN", "t"))).Api.AbsoluteUri);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var failure = Assert.Throws<YardException>(() => GitHubPlace.Of("acme", "ftp://x", Variables()));
        Assert.Equal(
            [
                "error YARD8601: --repository is 'acme', expected OWNER/NAME",
                "error YARD8601: --api is 'ftp://x', expected an address such as https://api.github.com/",
                "error YARD8602: GITHUB_TOKEN is not set",
            ],
            failure.Diagnostics.Select(problem => problem.ToString()));
        Assert.Equal("YARD8601: GITHUB_REPOSITORY is not set", Failures.Of(() => GitHubPlace.Of(null, null, Variables(("GITHUB_TOKEN", "t")))));
    }

    private static Func<string, string?> Variables(params (string Name, string Value)[] values) => name => values.FirstOrDefault(value => value.Name == name).Value;
}
