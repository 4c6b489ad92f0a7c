using System.Text;
using System.Text.Json;

namespace Modelyard.Steps;

/// <summary>Texts; <see langword="null"/> where one is missing.</summary>
internal sealed class TextColumn(IReadOnlyList<string?> values) : Column
{
    public override string Type => "string";

    public override int Count => Values.Count;

    public IReadOnlyList<string?> Values { get; } = values;

    public override Column Take(IReadOnlyList<int> numbers) => new TextColumn([.. numbers.Select(number => Values[number])]);

    public override void Write(string path)
    {
        var lines = new StringBuilder();
        foreach (var value in Values)
        {
            if (value is null) lines.Append("null");
            else CanonicalJson.AppendString(lines, value);
            lines.Append('\n');
        }

        File.WriteAllText($"{path}.jsonl", lines.ToString());
    }

    /// <summary>Reads <c>&lt;path&gt;.jsonl</c>.</summary>
    public static TextColumn Read(string path)
    {
        var values = new List<string?>();
        using var lines = new StreamReader($"{path}.jsonl", Encoding.UTF8);
        // A reader also breaks at a lone carriage return, which JSON writes as an escape; nothing else is a line's end.
        while (lines.ReadLine() is { } line) values.Add(JsonSerializer.Deserialize<string?>(line));
        return new TextColumn(values);
    }
}
