using System.Globalization;
using System.Text.Json;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation;

/// <summary>What values a parameter accepts: its type, range and choices.</summary>
internal static class ParameterRule
{
    /// <summary>
    /// What is wrong with a value, as <c>expected …, found …</c>; null when nothing is. Choices of a list are those of its
    /// items.
    /// </summary>
    public static string? Problem(ParameterSpec parameter, JsonElement value) => parameter.Type switch
    {
        "list" or "columns" => ListProblem(parameter, value),
        "fields" => FieldsRule.Problem(value),
        _ => ScalarProblem(parameter.Type, parameter, value),
    };

    /// <summary>The type in words.</summary>
    public static string Words(ParameterSpec parameter) => parameter.Type switch
    {
        "list" => parameter.Of is null ? "a list" : $"a list of {Plural(parameter.Of)}",
        "columns" => "a list of names of columns",
        "fields" => FieldsRule.Words,
        var type => TypeWords(type),
    };

    private static string? ListProblem(ParameterSpec parameter, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return $"expected {Words(parameter)}, found {Describe(value)}";
        var length = value.GetArrayLength();
        if (!(length >= (parameter.Minimum ?? 0) && length <= (parameter.Maximum ?? int.MaxValue)))
        {
            return $"expected {Range(parameter, "items")}, found {length}";
        }

        if (parameter.Type == "columns" && length == 0) return "expected at least one column, found an empty list";
        var itemType = parameter.Type == "columns" ? "column" : parameter.Of;
        foreach (var item in value.EnumerateArray())
        {
            var problem = itemType is null
                ? ChoiceProblem(parameter, item)
                : ScalarProblem(itemType, parameter with { Minimum = null, Maximum = null }, item);
            if (problem is not null) return $"{problem} in the list";
        }

        return null;
    }

    private static string? ScalarProblem(string type, ParameterSpec parameter, JsonElement value)
    {
        if (!IsOfType(type, value)) return $"expected {TypeWords(type)}, found {Describe(value)}{BooleanHint(type, value)}";
        if (value.ValueKind == JsonValueKind.Number && (value.GetDouble() < parameter.Minimum || value.GetDouble() > parameter.Maximum))
        {
            return $"expected {Range(parameter, TypeWords(type))}, found {value.GetRawText()}";
        }

        return ChoiceProblem(parameter, value);
    }

    private static string? ChoiceProblem(ParameterSpec parameter, JsonElement value) =>
        parameter.Choices.Count == 0 || parameter.Choices.Any(choice => JsonElement.DeepEquals(choice, value))
            ? null
            : $"expected one of {Suggestion.List(parameter.Choices.Select(Plain))}, found {Describe(value)}";

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "column" => value.ValueKind == JsonValueKind.String && TextFormRule.Of(TextForm.Column).Fits(value.GetString()!),
        "variable" => value.ValueKind == JsonValueKind.String && TextFormRule.Of(TextForm.Variable).Fits(value.GetString()!),
        "file" => value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } path && !path.Contains('\0'),
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => false,
    };

    private static string TypeWords(string type) => type switch
    {
        "string" => "text",
        "column" => "the name of a column",
        "variable" => "the name of an environment variable",
        "file" => "the path of a file",
        "integer" => "a whole number",
        "boolean" => "true or false",
        _ => $"a {type}",
    };

    private static string Plural(string type) => type switch
    {
        "string" => "texts",
        "integer" => "whole numbers",
        "boolean" => "true and false",
        _ => $"{type}s",
    };

    private static string Range(ParameterSpec parameter, string what) => (parameter.Minimum, parameter.Maximum) switch
    {
        ({ } least, { } greatest) => $"{what} from {Written(least)} to {Written(greatest)}",
        ({ } least, null) => $"{what}, at least {Written(least)}",
        (_, var greatest) => $"{what}, at most {Written(greatest ?? 0)}",
    };

    private static string Written(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string BooleanHint(string type, JsonElement value) =>
        type == "boolean" && value.ValueKind == JsonValueKind.String ? ", which is text" : "";

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Excerpt.Of(value.GetString()!),
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "a mapping",
        JsonValueKind.Null => "nothing",
        _ => Excerpt.Bare(value.GetRawText()),
    };
}
