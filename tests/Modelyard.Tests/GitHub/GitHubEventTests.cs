using Modelyard.GitHub;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.GitHub;

public sealed class GitHubEventTests : IDisposable
{
    private const string One = "1111111111111111111111111111111111111111", Two = "2222222222222222222222222222222222222222";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"pull_request": {"number": 12, "head": {"sha": "ONE", "repo": {"full_name": "acme/models"}}, "base": {"sha": "TWO", "repo": {"full_name": "acme/models"}}}}""", 12, One, Two, false)]
    [InlineData("""{"pull_request": {"number": 12, "head": {"sha": "ONE", "repo": {"full_name": "mallory/models"}}, "base": {"sha": "TWO", "repo": {"full_name": "acme/models"}}}}""", 12, One, Two, true)]
    [InlineData("""{"pull_request": {"number": 12, "head": {"sha": "ONE", "repo": null}, "base": {"sha": "TWO", "repo": {"full_name": "acme/models"}}}}""", 12, One, Two, true)]
    [InlineData("""{"workflow_run": {"head_sha": "ONE", "pull_requests": [], "head_repository": {"full_name": "mallory/models"}}, "repository": {"full_name": "acme/models"}}""", null, One, null, true)]
    [InlineData("""{"workflow_run": {"head_sha": "ONE", "pull_requests": [{"number": 7}], "head_repository": {"full_name": "acme/models"}}, "repository": {"full_name": "acme/models"}}""", 7, One, null, false)]
    [InlineData("""{"merge_group": {"head_sha": "ONE", "base_sha": "TWO"}}""", null, One, Two, false)]
    [InlineData("""{"before": "TWO", "after": "ONE"}""", null, One, Two, false)]
    [InlineData("""{"before": "0000000000000000000000000000000000000000", "after": "ONE"}""", null, One, null, false)]
    public void Every_event_of_ours_is_read(string payload, int? number, string head, string? origin, bool fork) =>
        Assert.Equal(new GitHubEvent(number, head, origin, fork), GitHubEvent.Read(_folder.Write("event.json", payload.Replace("ONE", One, StringComparison.Ordinal).Replace("TWO", Two, StringComparison.Ordinal))));

    [Theory]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("{}", "it is of none of the events pull_request, workflow_run, merge_group and push")]
    [InlineData("""{"pull_request": 12}""", "pull_request is no object")]
    [InlineData("""{"pull_request": {}}""", "pull_request.number is missing")]
    [InlineData("""{"pull_request": {"number": 1}}""", "pull_request.head.sha is missing")]
    [InlineData("""{"workflow_run": {"head_sha": "main; rm -rf /"}}""", "workflow_run.head_sha is 'main; rm -rf /', expected 40 hexadecimal digits")]
    public void A_malformed_payload_is_said(string payload, string expected)
    {
        var path = _folder.Write("event.json", payload);
        Assert.Equal($"YARD8609: GITHUB_EVENT_PATH, {path}: {expected}", Failures.Of(() => GitHubEvent.Read(path)));
    }

    [Theory]
    [InlineData("{\"pull_request\": {\"number\": \"twelve\"}}", "a field has another type than the event's: ")]
    [InlineData("{\"pull", "")]
    public void What_the_parser_says_is_passed_on(string payload, string expected)
    {
        var path = _folder.Write("event.json", payload);
        Assert.StartsWith($"YARD8609: GITHUB_EVENT_PATH, {path}: {expected}", Failures.Of(() => GitHubEvent.Read(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_there_is_said()
    {
        Assert.Equal("YARD8609: GITHUB_EVENT_PATH is not set", Failures.Of(() => GitHubEvent.Read("")));
        Assert.Equal("YARD8609: GITHUB_EVENT_PATH, /nowhere/event.json: there is no such file", Failures.Of(() => GitHubEvent.Read("/nowhere/event.json")));
    }
}
