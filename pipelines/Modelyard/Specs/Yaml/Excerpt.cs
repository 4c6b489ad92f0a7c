using System.Text;

namespace Modelyard.Specs.Yaml;

/// <summary>Quotes what a user wrote: short, on one line, and without characters that would steer a terminal.</summary>
internal static class Excerpt
{
    private const int Longest = 60;

    /// <summary>The text in single quotes.</summary>
    public static string Of(string text) => $"'{Bare(text)}'";

    /// <summary>The text without quotes around it.</summary>
    public static string Bare(string text)
    {
        var builder = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (builder.Length >= Longest) return builder.Append('…').ToString();
            if (rune.Value == '\n') builder.Append("\\n");
            else if (Rune.IsControl(rune) || IsInvisible(rune)) builder.Append($"\\u{rune.Value:x4}");
            else builder.Append(rune);
        }

        return builder.ToString();
    }

    // Format characters can reorder a line (U+202E), so that a message would read as something else.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator;
}
