using System.Text.Json;

namespace Modelyard.Steps;

/// <summary>A table of raw instances: named and typed columns of one length, in the order of their making.</summary>
internal sealed class Rows
{
    internal const string FileName = "rows.json";

    private readonly List<KeyValuePair<string, Column>> _columns;

    /// <param name="columns">Name → column.</param>
    public Rows(IEnumerable<KeyValuePair<string, Column>> columns)
    {
        _columns = [.. columns];
        var lengths = _columns.Select(column => $"{column.Key}: {column.Value.Count}").ToList();
        if (_columns.Select(column => column.Value.Count).Distinct().Count() > 1) throw new StepFailure($"columns differ in length: {string.Join(", ", lengths)}");
        Count = _columns.Count == 0 ? 0 : _columns[0].Value.Count;
    }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>Name → column.</summary>
    public IReadOnlyList<KeyValuePair<string, Column>> Columns => _columns;

    /// <summary>A column by its name.</summary>
    public Column this[string name] => _columns.Find(column => column.Key == name).Value
        ?? throw new StepFailure($"no column '{name}'; the rows have: {string.Join(", ", _columns.Select(column => column.Key).Order(StringComparer.Ordinal))}");

    /// <summary>The values of a text column, missing ones as empty.</summary>
    public IReadOnlyList<string> Texts(string name) => this[name] is TextColumn texts
        ? [.. texts.Values.Select(text => text ?? "")]
        : throw new StepFailure($"column '{name}' is of type {this[name].Type}, expected string");

    /// <summary>The rows with these numbers, in their order.</summary>
    public Rows Take(IReadOnlyList<int> numbers) =>
        new(_columns.Select(column => KeyValuePair.Create(column.Key, column.Value.Take(numbers))));

    /// <summary>Writes the artifact into an empty folder.</summary>
    public void Write(string folder)
    {
        foreach (var (name, column) in _columns) column.Write(Path.Combine(folder, name));
        CanonicalJson.Write(Path.Combine(folder, FileName), new Dictionary<string, object?>
        {
            ["count"] = Count,
            ["columns"] = _columns.ToDictionary(column => column.Key, column => (object?)column.Value.Entry()),
        });
    }

    /// <summary>Reads the artifact of a folder.</summary>
    public static Rows Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        return new Rows(document.RootElement.GetProperty("columns").EnumerateObject()
            .Select(entry => KeyValuePair.Create(entry.Name, Column.Read(entry.Value.GetProperty("type").GetString()!, Path.Combine(folder, entry.Name))))
            .ToList());
    }
}
