using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Modelyard.Tests.Specs;

/// <summary>The keywords of JSON schema that our schemas use, by their meaning in draft 2020-12: what an editor would say.</summary>
internal sealed class JsonSchemaSubset(JsonObject root)
{
    private static readonly HashSet<string> Ignored = ["$schema", "$defs", "description"];

    public bool Accepts(JsonNode? value) => Accepts(root, value);

    private bool Accepts(JsonObject schema, JsonNode? value) =>
        schema.All(keyword => Ignored.Contains(keyword.Key) || Holds(keyword.Key, keyword.Value!, schema, value));

    private bool Holds(string keyword, JsonNode argument, JsonObject schema, JsonNode? value) => keyword switch
    {
        "$ref" => Accepts(root["$defs"]![argument.GetValue<string>().Split('/')[^1]]!.AsObject(), value),
        "anyOf" => argument.AsArray().Any(one => Accepts(one!.AsObject(), value)),
        "type" => IsOfType(argument.GetValue<string>(), value),
        "enum" => argument.AsArray().Any(one => JsonNode.DeepEquals(one, value)),
        "pattern" => value?.GetValueKind() != JsonValueKind.String || Regex.IsMatch(value.GetValue<string>(), argument.GetValue<string>()),
        "minimum" => value?.GetValueKind() != JsonValueKind.Number || value.GetValue<double>() >= argument.GetValue<double>(),
        "maximum" => value?.GetValueKind() != JsonValueKind.Number || value.GetValue<double>() <= argument.GetValue<double>(),
        "items" => value is not JsonArray items || items.All(item => Accepts(argument.AsObject(), item)),
        "minItems" => value is not JsonArray items || items.Count >= argument.GetValue<int>(),
        "minProperties" => value is not JsonObject members || members.Count >= argument.GetValue<int>(),
        "propertyNames" => value is not JsonObject members || members.All(member => Accepts(argument.AsObject(), member.Key)),
        "required" => value is not JsonObject members || argument.AsArray().All(name => members.ContainsKey(name!.GetValue<string>())),
        "properties" => value is not JsonObject members
            || argument.AsObject().All(
                property => !members.TryGetPropertyValue(property.Key, out var member) || Accepts(property.Value!.AsObject(), member)),
        "additionalProperties" => value is not JsonObject members || members
            .Where(member => schema["properties"]?.AsObject().ContainsKey(member.Key) != true)
            .All(member => argument is JsonObject other ? Accepts(other, member.Value) : argument.GetValue<bool>()),
        _ => throw new NotSupportedException($"the schema uses {keyword}, which this check does not know"),
    };

    private static bool IsOfType(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) =>
            true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value!.GetValue<double>() % 1 == 0,
        _ => false,
    };
}
