using System.Text;

namespace Modelyard.Metrics;

/// <summary>Prometheus' text format 0.0.4, read and written.</summary>
public static class Exposition
{
    /// <summary>Its media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] Parts = ["_bucket", "_sum", "_count"];

    /// <summary>Reads a whole exposition. Time stamps are dropped: what is merged is of now.</summary>
    /// <exception cref="FormatException">A line is not of the format; the message quotes it.</exception>
    public static IReadOnlyList<MetricFamily> Read(string text)
    {
        var families = new Dictionary<string, (string Type, string Help, List<MetricSample> Samples)>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0))
        {
            if (line[0] == '#')
            {
                if (line.Split(' ', 4) is not ["#", "TYPE" or "HELP", var name, ..] words) continue;
                var (type, help, samples) = families.GetValueOrDefault(name, ("untyped", "", []));
                var rest = words.Length == 4 ? words[3] : "";
                families[name] = words[1] == "TYPE" ? (rest.Trim(), help, samples) : (type, Unescape(rest), samples);
                continue;
            }

            var sample = new SampleLine(line).Read();
            var owner = Owner(sample.Name, name => families.TryGetValue(name, out var known) ? known.Type : null);
            if (!families.ContainsKey(owner)) families[owner] = ("untyped", "", []);
            families[owner].Samples.Add(sample);
        }

        return [.. families.Select(family => new MetricFamily(family.Key, family.Value.Type, family.Value.Help, family.Value.Samples))];
    }

    /// <summary>Writes families, those without samples left out.</summary>
    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (var family in families.Where(family => family.Samples.Count > 0))
        {
            if (family.Help.Length > 0) text.Append($"# HELP {family.Name} {Escape(family.Help)}\n");
            text.Append($"# TYPE {family.Name} {family.Type}\n");
            foreach (var sample in family.Samples)
            {
                text.Append(sample.Name);
                for (var i = 0; i < sample.Labels.Count; i++)
                {
                    text.Append(i == 0 ? '{' : ',').Append(sample.Labels[i].Name).Append("=\"");
                    text.Append(Escape(sample.Labels[i].Value).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                }

                if (sample.Labels.Count > 0) text.Append('}');
                text.Append(' ').Append(sample.Value).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var escaped = text[i] == '\\' && i + 1 < text.Length;
            plain.Append(escaped ? (text[++i] == 'n' ? '\n' : text[i]) : text[i]);
        }

        return plain.ToString();
    }

    // `x_count` belongs to x only where x is a histogram or a summary; else it is a metric of its own.
    private static string Owner(string sample, Func<string, string?> typeOf)
    {
        if (typeOf(sample) is not null) return sample;
        var part = Parts.FirstOrDefault(part => sample.EndsWith(part, StringComparison.Ordinal) && typeOf(sample[..^part.Length]) is "histogram" or "summary");
        return part is null ? sample : sample[..^part.Length];
    }

    /// <summary>One line: <c>name{label="value",…} value [time]</c>.</summary>
    private sealed class SampleLine(string line)
    {
        private int _at;

        public MetricSample Read()
        {
            var name = Name();
            var labels = new List<MetricLabel>();
            if (Peek == '{')
            {
                _at++;
                while (Blank() != '}')
                {
                    var label = Name();
                    if (Blank() != '=') throw Wrong();
                    _at++;
                    labels.Add(new MetricLabel(label, Quoted()));
                    if (Blank() == ',') _at++;
                    else if (Peek != '}') throw Wrong();
                }

                _at++;
            }

            var value = line[_at..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (value.Length is not (1 or 2) || !IsNumber(value[0])) throw Wrong();
            return new MetricSample(name, labels, value[0]);
        }

        private char Peek => _at < line.Length ? line[_at] : '\0';

        private static bool IsNumber(string text) => text is "NaN" or "+Inf" or "-Inf" || double.TryParse(text, out _);

        private char Blank()
        {
            while (Peek == ' ') _at++;
            return Peek;
        }

        private string Name()
        {
            Blank();
            var start = _at;
            while (char.IsAsciiLetterOrDigit(Peek) || Peek is '_' or ':') _at++;
            return _at > start && !char.IsAsciiDigit(line[start]) ? line[start.._at] : throw Wrong();
        }

        private string Quoted()
        {
            if (Blank() != '"') throw Wrong();
            var start = ++_at;
            while (Peek != '"')
            {
                if (Peek == '\0') throw Wrong();
                _at += Peek == '\\' ? 2 : 1;
            }

            return Unescape(line[start.._at++]);
        }

        private FormatException Wrong() => new($"not a line of Prometheus' text format: {(line.Length <= 120 ? line : line[..120] + "…")}");
    }
}
