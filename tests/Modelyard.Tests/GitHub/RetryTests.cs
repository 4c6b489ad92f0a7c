using System.Globalization;
using Modelyard.Diagnostics;
using Modelyard.GitHub;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.GitHub;

public sealed class RetryTests
{
    [Theory]
    [InlineData(403, "You have exceeded a secondary rate limit", "retry-after", "30", 30)]
    [InlineData(429, "Too many requests", "retry-after", "45", 45)]
    [InlineData(403, "You have exceeded a secondary rate limit", "x-other", "0", 60)]
    [InlineData(502, "Bad gateway", "x-other", "0", 1)]
    [InlineData(503, "Try later", "x-other", "0", 1)]
    public async Task What_may_be_over_is_tried_again(int status, string message, string header, string value, int seconds)
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Faults.Enqueue(TestGitHub.Fault(status, $$"""{"message": "{{message}}"}""", (header, value)));

        await AskAsync(github);

        Assert.Equal([TimeSpan.FromSeconds(seconds)], Pauses(server));
        Assert.Equal(2, server.Requests.Count);
        Assert.Single(server.Notes);
    }

    [Fact]
    public async Task The_primary_limit_is_waited_for_until_it_opens()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        var opens = server.Time.GetUtcNow().ToUnixTimeSeconds() + 120;
        server.Faults.Enqueue(TestGitHub.Fault(403, """{"message": "API rate limit exceeded"}""", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", opens.ToString(CultureInfo.InvariantCulture))));
        await AskAsync(github);
        Assert.InRange(Assert.Single(Pauses(server)).TotalSeconds, 60, 121);
    }

    [Fact]
    public async Task A_limit_that_opens_too_late_is_an_error_at_once()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Faults.Enqueue(TestGitHub.Fault(429, "{}", ("retry-after", "7200")));
        var failure = await Assert.ThrowsAsync<YardException>(() => AskAsync(github));
        Assert.StartsWith("YARD8607: GET /repos/acme/models/issues/12/comments: too many requests; GitHub takes the next one at ", Failures.Text(failure), StringComparison.Ordinal);
        Assert.Empty(Pauses(server));
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_of_an_answer_is_tried_again()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Faults.Enqueue(TestGitHub.Cut);
        await AskAsync(github);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task It_is_tried_a_number_of_times_and_no_more()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect(new RetryOptions { Attempts = 3 });
        for (var attempt = 0; attempt < 5; attempt++) server.Faults.Enqueue(TestGitHub.Fault(500, """{"message": "Oops"}"""));
        var failure = await Assert.ThrowsAsync<YardException>(() => AskAsync(github));
        Assert.Equal("YARD8608: acme/models: the comments: 500: Oops", Failures.Text(failure));
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], Pauses(server));
    }

    [Fact]
    public async Task A_posted_body_is_sent_again_whole()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Faults.Enqueue(TestGitHub.Fault(502));
        await github.AskAsync("a comment", "pull-requests: write", client => client.Issue.Comment.Create("acme", "models", 12, "hello"));
        Assert.Equal("hello", Assert.Single(server.Comments)["body"]!.ToString());
    }

    [Theory]
    [InlineData(401, "Bad credentials", "YARD8603: acme/models: the comments: Bad credentials")]
    [InlineData(403, "Resource not accessible by integration", "YARD8604: acme/models: the comments: Resource not accessible by integration")]
    [InlineData(404, "Not Found", "YARD8605: acme/models: the comments: not found")]
    [InlineData(409, "Conflict", "YARD8608: acme/models: the comments: 409: Conflict")]
    [InlineData(422, "Validation Failed", "YARD8606: acme/models: the comments: Validation Failed")]
    public async Task What_stays_is_said_once_with_the_right_that_is_missing(int status, string message, string expected)
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Faults.Enqueue(TestGitHub.Fault(status, $$"""{"message": "{{message}}"}"""));
        var failure = await Assert.ThrowsAsync<YardException>(() => AskAsync(github));
        Assert.Equal(expected, Failures.Text(failure));
        Assert.Equal(status is 403 or 404 ? "it takes `pull-requests: write`" : null, failure.Diagnostics[0].Hint);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<html>proxy</html>")]
    [InlineData("[{\"id\": ")]
    public async Task An_answer_that_is_no_answer_of_the_api_is_said(string body)
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Faults.Enqueue(TestGitHub.Fault(200, body));
        var failure = await Assert.ThrowsAsync<YardException>(() => AskAsync(github));
        Assert.Equal("YARD8608: acme/models: the comments: the answer is not what GitHub's API answers", Failures.Text(failure));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said()
    {
        var server = await TestGitHub.StartAsync();
        using var github = server.Connect(new RetryOptions { Attempts = 2 });
        await server.DisposeAsync();
        var failure = await Assert.ThrowsAsync<YardException>(() => AskAsync(github));
        Assert.StartsWith("YARD8608: GET /repos/acme/models/issues/12/comments: ", Failures.Text(failure), StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<Octokit.IssueComment>> AskAsync(GitHubConnection github) =>
        github.AskAsync("the comments", "pull-requests: write", client => client.Issue.Comment.GetAllForIssue("acme", "models", 12));

    private static IReadOnlyList<TimeSpan> Pauses(TestGitHub server)
    {
        lock (server.Time.Waits) return [.. server.Time.Waits];
    }
}
