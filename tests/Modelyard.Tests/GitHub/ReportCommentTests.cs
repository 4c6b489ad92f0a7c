using Modelyard.Diagnostics;
using Modelyard.GitHub;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.GitHub;

public sealed class ReportCommentTests
{
    private static readonly string One = CommentText.Of("# One\n", null);
    private static readonly string Two = CommentText.Of("# Two\n", null);

    [Fact]
    public async Task The_first_report_makes_a_comment_and_the_next_changes_it()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        var comment = new ReportComment(github);
        foreach (var words in (string[])["hello", "looks good", "why?"]) server.Add(words, "ann", "User");

        Assert.Equal("created", (await comment.WriteAsync(12, One)).Outcome);
        // It is on the second page now.
        var written = await comment.WriteAsync(12, Two);

        Assert.Equal("updated", written.Outcome);
        Assert.Equal($"https://github.example/c/{written.Id}", written.Address);
        Assert.Equal(["hello", "looks good", "why?", Two], server.Comments.Select(found => found["body"]!.ToString()));
        Assert.Equal("unchanged", (await comment.WriteAsync(12, Two)).Outcome);
    }

    [Fact]
    public async Task What_others_wrote_is_never_taken_for_ours()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Add(One, "mallory", "User");
        server.Add("I quote: " + One);

        Assert.Equal("created", (await new ReportComment(github).WriteAsync(12, Two)).Outcome);

        Assert.Equal([One, "I quote: " + One, Two], server.Comments.Select(found => found["body"]!.ToString()));
    }

    [Fact]
    public async Task A_persons_token_finds_that_persons_comment()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Login = "ann";
        server.Add(One, "ann", "User");
        Assert.Equal("updated", (await new ReportComment(github).WriteAsync(12, Two)).Outcome);
        Assert.Single(server.Comments);
    }

    [Fact]
    public async Task Two_writers_at_once_leave_one_comment()
    {
        await using var server = await TestGitHub.StartAsync();
        // Neither lists the other's comment before its own is made.
        using var both = new CountdownEvent(2);
        var met = new TaskCompletionSource();
        server.Before = async request =>
        {
            if (request != "POST /repos/acme/models/issues/12/comments") return;
            if (both.Signal()) met.SetResult();
            await met.Task;
        };
        using var first = server.Connect();
        using var second = server.Connect();

        var written = await Task.WhenAll(new ReportComment(first).WriteAsync(12, One), new ReportComment(second).WriteAsync(12, Two));

        var kept = Assert.Single(server.Comments);
        Assert.Contains(kept["body"]!.ToString(), (string[])[One, Two]);
        Assert.Contains(written, comment => comment.Id == kept["id"]!.GetValue<long>());
    }

    [Fact]
    public async Task Of_several_the_oldest_is_kept()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        var oldest = server.Add(One)["id"]!.GetValue<long>();
        server.Add(One);
        server.Add(Two);
        Assert.Equal(oldest, (await new ReportComment(github).WriteAsync(12, Two)).Id);
        Assert.Equal(oldest, Assert.Single(server.Comments)["id"]!.GetValue<long>());
    }

    [Fact]
    public async Task One_that_is_deleted_meanwhile_is_written_anew()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        server.Add(One);
        server.Before = request =>
        {
            if (request.StartsWith("PATCH", StringComparison.Ordinal)) server.Comments.Clear();
            return Task.CompletedTask;
        };
        Assert.Equal("created", (await new ReportComment(github).WriteAsync(12, Two)).Outcome);
        Assert.Equal(Two, Assert.Single(server.Comments)["body"]!.ToString());
    }

    [Fact]
    public async Task A_head_that_is_another_is_refused()
    {
        await using var server = await TestGitHub.StartAsync();
        using var github = server.Connect();
        var number = server.Open("topic")["number"]!.GetValue<int>();
        await new ReportComment(github).RequireHeadAsync(number, new string('1', 40));

        var other = await Assert.ThrowsAsync<YardException>(() => new ReportComment(github).RequireHeadAsync(number, new string('3', 40)));
        Assert.Equal($"YARD8610: acme/models: the head of pull request {number} is {new string('1', 40)}, not {new string('3', 40)}", Failures.Text(other));
        var none = await Assert.ThrowsAsync<YardException>(() => new ReportComment(github).RequireHeadAsync(7, new string('1', 40)));
        Assert.Equal("YARD8605: acme/models: pull request 7: not found", Failures.Text(none));
    }
}
