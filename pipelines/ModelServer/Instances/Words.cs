using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Modelyard.ModelServer.Instances;

/// <summary>Values from a request as messages name them: in the words of JSON, and short.</summary>
internal static class Words
{
    private const int Shown = 40;
    private const int NamesShown = 3;

    /// <summary>The value whose first token the reader stands on. Takes a copy of the reader, so that the caller's stays.</summary>
    public static string Describe(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => "null",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => Number(reader.ValueSpan),
        JsonTokenType.String => $"the string '{Text(ref reader)}'",
        JsonTokenType.StartArray => $"an array of {Length(reader)}",
        _ => $"an object with {Names(ref reader)}",
    };

    /// <summary>How many elements the array has that the reader stands on.</summary>
    public static int Length(Utf8JsonReader reader)
    {
        var length = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            length++;
        }

        return length;
    }

    /// <summary>A string or a property's name, unescaped and cut to what a message shows.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        // Six bytes of an escape may stand for one character; what lies beyond is not shown.
        var span = reader.ValueSpan;
        if (span.Length > 6 * (Shown + 1) && !reader.ValueIsEscaped)
        {
            return Shorten(Encoding.UTF8.GetString(span[..(6 * (Shown + 1))]));
        }

        try
        {
            return Shorten(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return "…";
        }
    }

    public static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static string Number(ReadOnlySpan<byte> digits) =>
        digits.Length > Shown ? $"a number of {digits.Length} digits"
        : double.IsInfinity(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)) ? "a number too great for 64 bits"
        : $"the number {Encoding.ASCII.GetString(digits)}";

    /// <summary>At most the first forty characters.</summary>
    public static string Shorten(string text)
    {
        var length = 0;
        foreach (var character in text.EnumerateRunes().Take(Shown))
        {
            length += character.Utf16SequenceLength;
        }

        return length == text.Length ? text : text[..length] + "…";
    }

    private static string Names(ref Utf8JsonReader reader)
    {
        var names = new List<string>();
        while (names.Count < NamesShown && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(Text(ref reader));
            reader.Read();
            reader.Skip();
        }

        return names.Count == 0 ? "no fields" : Quote(names);
    }
}
