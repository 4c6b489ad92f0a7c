using System.Text.Json;

namespace Modelyard.Steps;

/// <summary>Parameters by name, of the types that component.yaml declares; the platform has checked them.</summary>
internal sealed class StepParameters(JsonElement values)
{
    /// <summary>Whether the parameter has a value other than <c>null</c>.</summary>
    public bool Has(string name) => values.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A <c>string</c> or a <c>column</c>.</summary>
    public string Text(string name) => Value(name).GetString()!;

    /// <summary>An <c>integer</c>.</summary>
    public int Whole(string name) => Value(name).GetInt32();

    /// <summary>A <c>number</c>.</summary>
    public double Number(string name) => Value(name).GetDouble();

    /// <summary>A <c>boolean</c>.</summary>
    public bool Flag(string name) => Value(name).GetBoolean();

    /// <summary>A <c>list</c> of strings, or <c>columns</c>.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Value(name).EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>A <c>fields</c>: for each column its type, alone or as the key <c>type</c> beside <c>optional</c> and <c>from</c>.</summary>
    public IReadOnlyList<DeclaredColumn> Declared(string name) => [.. Value(name).EnumerateObject().Select(field => field.Value.ValueKind == JsonValueKind.String
        ? new DeclaredColumn(field.Name, field.Value.GetString()!, Optional: false, From: field.Name)
        : new DeclaredColumn(
            field.Name,
            field.Value.GetProperty("type").GetString()!,
            field.Value.TryGetProperty("optional", out var optional) && optional.GetBoolean(),
            field.Value.TryGetProperty("from", out var from) ? from.GetString()! : field.Name))];

    private JsonElement Value(string name) =>
        Has(name) ? values.GetProperty(name) : throw new StepFailure($"parameter {name} is not set; component.yaml must give it a default or require it");
}
