using System.Text.Json;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation;

/// <summary>What a parameter of type <c>fields</c> accepts: column → type, as a signature writes its fields; <c>from</c> is the name in the data.</summary>
internal static class FieldsRule
{
    /// <summary>The type in words.</summary>
    public const string Words = "a mapping of column to type";

    private static readonly IReadOnlyList<string> Types = ["string", "number", "integer", "boolean"];

    // What has no value of its own for "missing" in rows cannot be optional.
    private static readonly IReadOnlyList<string> Optional = ["string", "number"];

    /// <summary>What is wrong, as <c>expected …, found …</c>; null when nothing is.</summary>
    public static string? Problem(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.EnumerateObject().Any()) return $"expected {Words}, such as {{ price: number }}";
        return value.EnumerateObject().Select(field => Problem(field.Name, field.Value)).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>The fields of a value that has no problem.</summary>
    public static IReadOnlyDictionary<string, FieldSpec> Read(JsonElement value) => value.EnumerateObject().ToDictionary(
        field => field.Name,
        field => new FieldSpec { Type = TypeOf(field.Value)!, Optional = IsOptional(field.Value) });

    private static string? Problem(string name, JsonElement field)
    {
        if (!TextFormRule.Of(TextForm.Column).Fits(name)) return $"expected the name of a column, found {Excerpt.Of(name)}";
        var keys = field.ValueKind == JsonValueKind.Object ? field.EnumerateObject().Select(key => key.Name).Except(["type", "optional", "from"]).ToList() : [];
        if (keys.Count > 0) return $"column '{name}': expected type, optional and from, found {Excerpt.Of(keys[0])}";
        if (TypeOf(field) is not { } type || !Types.Contains(type))
        {
            return $"column '{name}': expected one of {string.Join(", ", Types)}{(TypeOf(field) is { } found ? $", found {Excerpt.Of(found)}" : "")}";
        }

        if (field.ValueKind == JsonValueKind.Object && field.TryGetProperty("from", out var from) && from.ValueKind != JsonValueKind.String)
        {
            return $"column '{name}': from is the name that the data has for it, which is text";
        }

        return IsOptional(field) && !Optional.Contains(type) ? $"column '{name}': only {string.Join(" and ", Optional)} can be optional, not {type}" : null;
    }

    private static string? TypeOf(JsonElement field) => field.ValueKind switch
    {
        JsonValueKind.String => field.GetString(),
        JsonValueKind.Object when field.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String => type.GetString(),
        _ => null,
    };

    private static bool IsOptional(JsonElement field) =>
        field.ValueKind == JsonValueKind.Object && field.TryGetProperty("optional", out var optional) && optional.ValueKind == JsonValueKind.True;
}
