using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>Reads raw instances out of an artifact of type <c>rows</c> (<c>docs/architecture.md</c>, section 3).</summary>
internal sealed class RowsArtifact(string folder)
{
    private readonly Dictionary<string, string[]> _texts = [];
    private readonly Dictionary<string, NpyArray> _arrays = [];

    /// <summary>One row as a client would send it: the fields of the signature, images as <c>{"b64": PNG}</c>.</summary>
    public JsonObject Instance(int row, IReadOnlyDictionary<string, FieldSpec> fields) =>
        new(fields
            .Select(field => KeyValuePair.Create(field.Key, Value(row, field.Key, field.Value)))
            .Where(field => field.Value is not null));

    private JsonNode? Value(int row, string name, FieldSpec field) => field.Type switch
    {
        "string" => JsonNode.Parse(Lines(name)[row]),
        "number" => Array(name).ReadRow<double>(row)[0] is var number && double.IsFinite(number) ? number : null,
        "integer" => Array(name).ReadRow<long>(row)[0],
        "boolean" => Array(name).ReadRow<byte>(row)[0] != 0,
        "image" => Picture(Array(name), row),
        _ => throw VersionCodes.BadArtifact.Failure($"field '{name}' of type {field.Type} cannot be read from rows"),
    };

    private static JsonObject Picture(NpyArray pictures, int row)
    {
        if (pictures.Shape is not [_, var height, var width, (1 or 3 or 4) and var channels])
        {
            throw new FormatException($"pictures have the shape [{string.Join(", ", pictures.Shape)}], expected [N, height, width, 1, 3 or 4]");
        }

        return new JsonObject { ["b64"] = Convert.ToBase64String(PlainPng.Write(pictures.ReadRow<byte>(row), height, width, channels)) };
    }

    private string[] Lines(string name)
    {
        if (!_texts.TryGetValue(name, out var lines)) _texts[name] = lines = File.ReadAllText(Path.Combine(folder, name + ".jsonl")).Split('\n');
        return lines;
    }

    private NpyArray Array(string name)
    {
        if (!_arrays.TryGetValue(name, out var array)) _arrays[name] = array = NpyArray.Open(Path.Combine(folder, name + ".npy"));
        return array;
    }
}
