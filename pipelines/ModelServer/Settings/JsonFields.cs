using System.Text.Json;

namespace Modelyard.ModelServer.Settings;

/// <summary>Reads the fields of a JSON file that another program wrote, and gathers everything that is wrong with them.</summary>
internal sealed class JsonFields
{
    private readonly string _file;
    private readonly string _prefix;
    private readonly JsonElement _object;
    private readonly List<string> _problems;

    private JsonFields(string file, string prefix, JsonElement element, List<string> problems) =>
        (_file, _prefix, _object, _problems) = (file, prefix, element, problems);

    public JsonElement Element => _object;

    /// <summary>Of the whole file, whichever object of it they were found in.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>
    /// The object in a file, which messages call <paramref name="file"/>. Throws <see cref="StartFailure"/> where there is none.
    /// </summary>
    public static JsonFields Read(string path, string file, string code)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonFields(file, "", document.RootElement.Clone(), [])
                : throw new StartFailure(code, $"{file} is {Words(document.RootElement)}, expected a JSON object");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new StartFailure(code, $"{file} cannot be read as JSON: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Notes a problem of the field <paramref name="name"/> of this object.</summary>
    public void Refuse(string name, string problem) => _problems.Add($"{_file}: '{_prefix}{name}' {problem}");

    /// <summary>The field's text; empty, and a problem, where it has none.</summary>
    public string Text(string name)
    {
        if (Member(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        RefuseValue(name, "a string that is not empty");
        return "";
    }

    /// <summary>The field's number, which is <paramref name="otherwise"/> where the field is missing.</summary>
    public int Whole(string name, int least, int greatest, int? otherwise = null)
    {
        var value = Member(name);
        if (value is null && otherwise is { } number)
        {
            return number;
        }

        if (value is { ValueKind: JsonValueKind.Number } && value.Value.TryGetInt32(out number) && number >= least && number <= greatest)
        {
            return number;
        }

        RefuseValue(name, $"a whole number from {least} to {greatest}");
        return least;
    }

    /// <summary>The field's object, without fields where there is none.</summary>
    public JsonFields Object(string name, bool optional = false)
    {
        var value = Member(name);
        if (value is { ValueKind: JsonValueKind.Object })
        {
            return new JsonFields(_file, $"{_prefix}{name}.", value.Value, _problems);
        }

        if (!optional || value is not null)
        {
            RefuseValue(name, "an object");
        }

        return new JsonFields(_file, $"{_prefix}{name}.", JsonElement.Parse("{}"), _problems);
    }

    public JsonElement? Member(string name) => _object.TryGetProperty(name, out var value) ? value : null;

    public IEnumerable<string> Names() => _object.EnumerateObject().Select(member => member.Name);

    /// <summary>Notes that the field is not what it must be.</summary>
    public void RefuseValue(string name, string expected) => Refuse(name, $"is {Words(Member(name))}, expected {expected}");

    private static string Words(JsonElement? value) =>
        value is null ? "missing" : value.Value.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : value.Value.GetRawText();
}
