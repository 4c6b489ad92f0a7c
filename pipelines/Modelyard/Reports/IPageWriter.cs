using System.Text;

namespace Modelyard.Reports;

/// <summary>Where a page is written: a terminal or Markdown.</summary>
public interface IPageWriter
{
    /// <summary>A heading; level 1 is the page's own.</summary>
    void Heading(int level, string text);

    /// <summary>A paragraph of one line.</summary>
    void Line(string text);

    /// <summary>A paragraph that must not be overlooked.</summary>
    void Warning(string text);

    /// <summary>A table; numbers stand right.</summary>
    /// <param name="columns">Names; those that begin with a space hold numbers.</param>
    void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows);

    /// <summary>A command line, to be copied as it is.</summary>
    void Command(string line);
}

/// <summary>Plain text for a terminal.</summary>
public sealed class TextPage : IPageWriter
{
    private readonly StringBuilder _text = new();

    /// <inheritdoc/>
    public void Heading(int level, string text) => _text.Append(_text.Length > 0 ? "\n" : "").Append(text).Append('\n');

    /// <inheritdoc/>
    public void Line(string text) => _text.Append("  ").Append(text).Append('\n');

    /// <inheritdoc/>
    public void Warning(string text) => _text.Append("! ").Append(text).Append('\n');

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = columns.Select((name, column) => rows.Select(row => row[column].Length).Append(name.Trim().Length).Max()).ToList();
        foreach (var row in rows.Prepend([.. columns.Select(name => name.Trim())]))
        {
            var cells = row.Select((cell, column) => columns[column].StartsWith(' ') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            _text.Append("  ").Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
    }

    /// <inheritdoc/>
    public void Command(string line) => _text.Append("  $ ").Append(line).Append('\n');

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}

/// <summary>Markdown as GitHub shows it.</summary>
public sealed class MarkdownPage : IPageWriter
{
    private readonly StringBuilder _text = new();

    /// <inheritdoc/>
    public void Heading(int level, string text) => _text.Append(_text.Length > 0 ? "\n" : "").Append('#', level).Append(' ').Append(Escaped(text)).Append('\n');

    /// <inheritdoc/>
    public void Line(string text) => _text.Append('\n').Append(Escaped(text)).Append('\n');

    /// <inheritdoc/>
    public void Warning(string text) => _text.Append("\n> **").Append(Escaped(text)).Append("**\n");

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        _text.Append('\n');
        Row(columns.Select(name => Escaped(name.Trim())));
        Row(columns.Select(name => name.StartsWith(' ') ? "---:" : "---"));
        foreach (var row in rows) Row(row.Select(Escaped));
    }

    /// <inheritdoc/>
    public void Command(string line) => _text.Append("\n```\n").Append(line.ReplaceLineEndings(" ")).Append("\n```\n");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Row(IEnumerable<string> cells) => _text.Append("| ").Append(string.Join(" | ", cells)).Append(" |\n");

    // Classes and values of columns are data: whatever they hold, they are shown and never become markup or a mention.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text)
        {
            if (letter is '\n' or '\r') escaped.Append(' ');
            else if (letter == '@') escaped.Append("&#64;");
            else if (letter == '<') escaped.Append("&lt;");
            else if (letter is '|' or '*' or '_' or '`' or '[' or ']' or '\\' or '#' or '~') escaped.Append('\\').Append(letter);
            else escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
