using System.Globalization;

namespace Modelyard.GitHub;

/// <summary>A report as the text of a comment: marked, so that it is found again, and no longer than GitHub takes.</summary>
public static class CommentText
{
    /// <summary>The most that GitHub takes, characters.</summary>
    public const int Most = 65_536;

    /// <summary>What a comment of ours begins with; GitHub does not show it.</summary>
    public const string Marker = "<!-- modelyard report -->";

    /// <summary>Makes the text. What does not fit is cut where a model's section begins, else between two lines; then the end says so.</summary>
    /// <param name="report">Markdown.</param>
    /// <param name="artifact">Where the whole report is; none where that is nowhere.</param>
    public static string Of(string report, Uri? artifact, int most = Most)
    {
        var whole = artifact is null ? "" : $"\n[The whole report, with its pictures]({artifact.AbsoluteUri})\n";
        var text = $"{Marker}\n{report.ReplaceLineEndings("\n").TrimEnd('\n')}\n";
        if (text.Length + whole.Length <= most) return text + whole;
        var left = report.Length.ToString("N0", CultureInfo.InvariantCulture);
        var end = $"\n> **The report has {left} characters, more than GitHub takes: it is cut here.**\n{whole}";
        return text[..Cut(text, most - end.Length)] + end;
    }

    /// <summary>Takes the meaning out of what could call people or other issues, in a text that a fork's job wrote.</summary>
    public static string Defused(string report) => report.Replace("@", "&#64;", StringComparison.Ordinal).Replace("<!--", "&lt;!--", StringComparison.Ordinal);

    /// <summary>Whether a comment's text is one of ours.</summary>
    public static bool IsReport(string? body) => body?.StartsWith(Marker, StringComparison.Ordinal) ?? false;

    // A table's head must keep its rows, so sections come first; the first one alone may be too long already.
    private static int Cut(string text, int most)
    {
        var section = text.LastIndexOf("\n## ", most - 1, StringComparison.Ordinal);
        return section > Marker.Length + 1 ? section + 1 : text.LastIndexOf('\n', most - 1) + 1;
    }
}
