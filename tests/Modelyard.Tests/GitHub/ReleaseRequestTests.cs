using Modelyard.Diagnostics;
using Modelyard.GitHub;
using Modelyard.Reports.Changes;
using Modelyard.Specs;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.GitHub;

public sealed class ReleaseRequestTests
{
    private static readonly WantedRequest Wanted = new("release/photo", "main", "release: photo v8 at 10 %", "Figures.", ["release", "environment: production"], new CodeOwners(["search"], ["ann"]));

    [Fact]
    public async Task It_is_opened_labelled_and_its_owners_are_asked()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();

        var written = await new ReleaseRequest(github).WriteAsync(Wanted);

        var pull = Assert.Single(server.Pulls);
        Assert.Equal(("opened", pull["number"]!.GetValue<int>()), (written.Outcome, written.Number));
        Assert.Equal(("release: photo v8 at 10 %", "Figures."), (pull["title"]!.ToString(), pull["body"]!.ToString()));
        Assert.Equal(["release", "environment: production"], pull["labels"]!.AsArray().Select(label => label!["name"]!.ToString()));
        Assert.Equal("search", pull["requested_teams"]![0]!["slug"]!.ToString());
        Assert.Equal("ann", pull["requested_reviewers"]![0]!["login"]!.ToString());
        Assert.Empty(written.Warnings);
    }

    [Fact]
    public async Task Again_it_is_changed_and_nobody_is_asked_twice()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        var request = new ReleaseRequest(github);
        await request.WriteAsync(Wanted);
        Assert.Equal("unchanged", (await request.WriteAsync(Wanted)).Outcome);
        server.Requests.Clear();

        Assert.Equal("updated", (await request.WriteAsync(Wanted with { Title = "release: photo v8 at 50 %" })).Outcome);

        Assert.Equal("release: photo v8 at 50 %", Assert.Single(server.Pulls)["title"]!.ToString());
        Assert.Equal(["GET /repos/acme/models/pulls", $"PATCH /repos/acme/models/pulls/{server.Pulls[0]["number"]}"], server.Requests);
    }

    [Fact]
    public async Task One_that_another_opens_at_the_same_time_is_updated()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Before = request =>
        {
            if (request == "POST /repos/acme/models/pulls" && server.Pulls.Count == 0) server.Open("release/photo");
            return Task.CompletedTask;
        };
        Assert.Equal("updated", (await new ReleaseRequest(github).WriteAsync(Wanted)).Outcome);
        Assert.Equal("release: photo v8 at 10 %", Assert.Single(server.Pulls)["title"]!.ToString());
    }

    [Fact]
    public async Task Who_cannot_be_asked_keeps_it_not_back()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        var written = await new ReleaseRequest(github).WriteAsync(Wanted with { Reviewers = new CodeOwners(["nobody"], []) });
        Assert.Equal(
            ["warning YARD8616: acme/models: a review by team nobody: Reviews may only be requested from collaborators"],
            written.Warnings.Select(warning => warning.ToString()));
    }

    [Fact]
    public async Task A_branch_with_nothing_new_is_said()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        var failure = await Assert.ThrowsAsync<YardException>(() => new ReleaseRequest(github).WriteAsync(Wanted with { Branch = "empty" }));
        Assert.StartsWith("YARD8613: acme/models: empty has nothing that main has not, or was not pushed (", Failures.Text(failure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=v7:100", "a=v7:90 b=v8@sha256:aa:10", "release: photo v8 at 10 %")]
    [InlineData("a=v7:90 b=v8:10", "a=v7:50 b=v8:50", "release: photo v8 at 50 %")]
    [InlineData("a=v7:100", "a=forest:100", "release: photo forest at 100 %")]
    [InlineData("a=v7:90 b=v8:10", "a=v7:100", "release: photo v7 at 100 %")]
    [InlineData("a=v7:100", "", "release: photo no more")]
    [InlineData("a=v7:100", "a=v7:100", null)]
    public void It_is_called_by_what_changes(string before, string now, string? expected) =>
        Assert.Equal(expected, ReleaseTitle.Of("photo", ReleaseChange.Of("photo", "production", Release(before), Release(now))));

    private static ReleaseSpec? Release(string arms) => arms.Length == 0 ? null : new ReleaseSpec
    {
        Arms = arms.Split(' ').Select(arm => arm.Split('=')).ToDictionary(arm => arm[0], arm => new ArmSpec
        {
            Version = arm[1][..arm[1].LastIndexOf(':')],
            Weight = double.Parse(arm[1][(arm[1].LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture),
        }),
    };
}
