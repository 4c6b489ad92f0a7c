using System.Collections;
using System.Globalization;
using System.Text;

namespace Modelyard.Steps;

/// <summary>JSON to the byte as the Python package <c>modelyard</c> writes it: sorted keys, an indent of one space, a final newline.</summary>
internal static class CanonicalJson
{
    private static readonly Comparer<string> ByCodePoint = Comparer<string>.Create((one, other) =>
        Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)));

    /// <summary>Writes a value of dictionaries, sequences, strings, booleans, whole numbers and doubles.</summary>
    public static void Write(string path, object? value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        File.WriteAllText(path, text.Append('\n').ToString());
    }

    /// <summary>A string in quotes: only quotes, backslashes and control characters are escaped.</summary>
    public static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool truth: text.Append(truth ? "true" : "false"); break;
            case string words: AppendString(text, words); break;
            case double number: text.Append(Number(number)); break;
            case IReadOnlyDictionary<string, object?> members:
                var sorted = members.OrderBy(member => member.Key, ByCodePoint).ToList();
                Enclose(text, '{', '}', sorted, depth, member =>
                {
                    AppendString(text, member.Key);
                    text.Append(": ");
                    Append(text, member.Value, depth + 1);
                });
                break;
            case IEnumerable items: Enclose(text, '[', ']', [.. items.Cast<object?>()], depth, item => Append(text, item, depth + 1)); break;
            default: text.Append(CultureInfo.InvariantCulture, $"{value}"); break;
        }
    }

    private static void Enclose<T>(StringBuilder text, char open, char close, List<T> items, int depth, Action<T> append)
    {
        text.Append(open);
        for (var index = 0; index < items.Count; index++)
        {
            text.Append(index == 0 ? "\n" : ",\n").Append(' ', depth + 1);
            append(items[index]);
        }

        if (items.Count > 0) text.Append('\n').Append(' ', depth);
        text.Append(close);
    }

    // As Python's repr: the shortest digits that read back, with an exponent below 1e-4 and from 1e16 on.
    private static string Number(double value)
    {
        if (!double.IsFinite(value)) throw new StepFailure($"{value} cannot be written as JSON");
        var sign = double.IsNegative(value) ? "-" : "";
        if (value == 0) return sign + "0.0";
        var halves = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var mantissa = halves[0].Split('.');
        var written = string.Concat(mantissa);
        var digits = written.TrimStart('0');
        // How many digits stand before the point.
        var point = mantissa[0].Length + (halves.Length > 1 ? int.Parse(halves[1], CultureInfo.InvariantCulture) : 0) - (written.Length - digits.Length);
        digits = digits.TrimEnd('0');
        if (point is > -4 and <= 16)
        {
            return point <= 0
                ? $"{sign}0.{new string('0', -point)}{digits}"
                : $"{sign}{digits.PadRight(point, '0')[..point]}.{(digits.Length > point ? digits[point..] : "0")}";
        }

        var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        var exponent = point - 1;
        return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }
}
