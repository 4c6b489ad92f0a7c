using Modelyard.GitHub;

namespace Modelyard.Tests.GitHub;

public sealed class CommentTextTests
{
    private static readonly Uri Artifact = new("https://github.example/runs/1/artifacts/2");

    [Fact]
    public void A_short_report_is_whole_and_leads_to_its_pictures() => Assert.Equal(
        "<!-- modelyard report -->\n# One\n\n[The whole report, with its pictures](https://github.example/runs/1/artifacts/2)\n", CommentText.Of("# One\r\n", Artifact));

    [Fact]
    public void A_long_one_is_cut_where_a_section_begins()
    {
        var report = "# Many\n\n| model |\n| --- |\n" + string.Concat(Enumerable.Range(0, 400).Select(number => $"\n## model-{number:000}: train\n\n{new string('x', 300)}\n"));

        var text = CommentText.Of(report, Artifact);

        Assert.InRange(text.Length, CommentText.Most - 400, CommentText.Most);
        var end = text[text.IndexOf("\n> **", StringComparison.Ordinal)..];
        Assert.Equal($"\n> **The report has {report.Length:N0} characters, more than GitHub takes: it is cut here.**\n\n[The whole report, with its pictures]({Artifact})\n", end);
        Assert.EndsWith(new string('x', 300) + "\n", text[..^end.Length], StringComparison.Ordinal);
    }

    [Fact]
    public void One_whose_table_alone_is_too_long_is_cut_between_rows()
    {
        var report = "# Many\n\n" + string.Concat(Enumerable.Range(0, 5000).Select(number => $"| model-{number:0000} | train |\n"));
        var text = CommentText.Of(report, null);
        Assert.InRange(text.Length, CommentText.Most - 100, CommentText.Most);
        Assert.EndsWith(" | train |", text[..text.IndexOf("\n\n> **", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void One_without_a_line_end_is_cut_all_the_same() =>
        Assert.InRange(CommentText.Of(new string('x', 100_000), null).Length, 1, CommentText.Most);

    [Fact]
    public void A_forks_report_calls_nobody() =>
        Assert.Equal("&#64;everyone &lt;!-- modelyard report -->", CommentText.Defused("@everyone <!-- modelyard report -->"));
}
