using System.Globalization;
using System.Text.RegularExpressions;

namespace Modelyard.Specs.Yaml;

/// <summary>
/// What an unquoted scalar means. JSON's numbers (also with a leading <c>+</c>, or without a digit before the point),
/// <c>true</c>, <c>false</c>, <c>null</c>, <c>~</c> and nothing at all are what they look like; everything else is text. A spelling that
/// YAML 1.1 and 1.2 read as different values (<c>no</c>, <c>0644</c>, <c>1_000</c>, <c>1:30</c>) is ambiguous and refused:
/// whichever we chose, some editor or tool would show the user another value. <c>1e3</c> is the number 1000: the few readers
/// that make it text are at odds with both versions' intent.
/// </summary>
internal static partial class PlainScalar
{
    /// <summary>The kind and JSON spelling, or <see langword="null"/> with what to write instead.</summary>
    public static (ScalarKind Kind, string Text)? Resolve(string text, out string advice)
    {
        advice = "";
        if (text.Length == 0 || text is "~" or "null" or "Null" or "NULL") return (ScalarKind.Null, "null");
        if (text is "true" or "True" or "TRUE") return (ScalarKind.Boolean, "true");
        if (text is "false" or "False" or "FALSE") return (ScalarKind.Boolean, "false");
        if (OldBooleans.Contains(text))
        {
            advice = $"write true or false, or \"{text}\" in quotes for text";
            return null;
        }

        if (!StartsLikeNumber(text)) return (ScalarKind.Text, text);
        if (Number().IsMatch(text)) return ResolveNumber(text, out advice);
        if (!NumberOfAnotherKind().IsMatch(text)) return (ScalarKind.Text, text);
        advice = $"write the number in decimal digits, or \"{text}\" in quotes for text";
        return null;
    }

    private static readonly HashSet<string> OldBooleans = new(["yes", "no", "on", "off"], StringComparer.OrdinalIgnoreCase);

    private static (ScalarKind Kind, string Text)? ResolveNumber(string text, out string advice)
    {
        advice = "";
        // Whole numbers get one spelling (1e3 and 1000.0 are 1000), so that a rewritten file changes no key.
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return (ScalarKind.Number, Written(whole));
        }

        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(number))
        {
            return (
                ScalarKind.Number,
                Math.Abs(number) <= 1L << 53 && number % 1 == 0
                    ? Written((long)number)
                    : number.ToString("R", CultureInfo.InvariantCulture));
        }

        advice = "write a number that fits into 64 bits";
        return null;
    }

    private static string Written(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool StartsLikeNumber(string text) => char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.';

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9]*|(?=\.[0-9]))(\.[0-9]*)?([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    // Leading zeros, other bases, digit groups, base 60 (1:30), infinity and not-a-number.
    [GeneratedRegex(
        @"^[-+]?(0[0-9_]+([.eE].*)?|0o[0-7]+|0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*_[0-9_.]*"
            + @"|[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex NumberOfAnotherKind();
}
