using System.Globalization;

namespace Modelyard.GitHub;

/// <summary>A report as the text of a comment: marked, so that it is found again, and no longer than GitHub takes.</summary>
public static class CommentText
{
    /// <summary>The most that GitHub takes, characters.</summary>
    public const int Most = 65_536;

    /// <summary>What a comment about the models of a pull request is about.</summary>
    public const string Models = "report";

    /// <summary>What a comment of ours begins with; GitHub does not show it.</summary>
    /// <param name="topic">A pull request has one comment for each.</param>
    public static string Marker(string topic) => $"<!-- modelyard {topic} -->";

    /// <summary>Makes the text. What does not fit is cut where a model's section begins, else between two lines; then the end says so.</summary>
    /// <param name="report">Markdown.</param>
    /// <param name="artifact">Where the whole report is; none where that is nowhere.</param>
    public static string Of(string report, Uri? artifact, string topic = Models, int most = Most)
    {
        var whole = artifact is null ? "" : $"\n[The whole report, with its pictures]({artifact.AbsoluteUri})\n";
        var text = $"{Marker(topic)}\n{report.ReplaceLineEndings("\n").TrimEnd('\n')}\n";
        if (text.Length + whole.Length <= most) return text + whole;
        var left = report.Length.ToString("N0", CultureInfo.InvariantCulture);
        var end = $"\n> **The report has {left} characters, more than GitHub takes: it is cut here.**\n{whole}";
        return text[..Cut(text, most - end.Length)] + end;
    }

    /// <summary>Takes the meaning out of what could call people or other issues, in a text that a fork's job wrote.</summary>
    public static string Defused(string report) => report.Replace("@", "&#64;", StringComparison.Ordinal).Replace("<!--", "&lt;!--", StringComparison.Ordinal);

    /// <summary>Whether a comment's text is one of ours, about this.</summary>
    public static bool IsAbout(string topic, string? body) => body?.StartsWith(Marker(topic), StringComparison.Ordinal) ?? false;

    // A table's head must keep its rows, so sections come first; the first one alone may be too long already.
    private static int Cut(string text, int most)
    {
        var section = text.LastIndexOf("\n## ", most - 1, StringComparison.Ordinal);
        if (section > 0) return section;
        var line = text.LastIndexOf('\n', most - 1) + 1;
        return line > text.IndexOf('\n', StringComparison.Ordinal) + 1 ? line : most;
    }
}
