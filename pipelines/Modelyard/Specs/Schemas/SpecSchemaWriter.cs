using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Specs.Shapes;

namespace Modelyard.Specs.Schemas;

/// <summary>
/// Writes the shape of a record as JSON schema (draft 2020-12): what is checked here and what an editor checks come from one
/// shape.
/// </summary>
internal sealed class SpecSchemaWriter(XmlComments comments)
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, JsonNode> _definitions = new(StringComparer.Ordinal);

    /// <summary>UTF-8, with a final newline.</summary>
    public static byte[] Write(RecordShape root, XmlComments comments)
    {
        var writer = new SpecSchemaWriter(comments);
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema" };
        foreach (var (key, value) in writer.Record(root)) schema[key] = value?.DeepClone();
        if (writer._definitions.Count > 0)
        {
            schema["$defs"] = new JsonObject(
                writer._definitions.Select(definition => KeyValuePair.Create(definition.Key, (JsonNode?)definition.Value)));
        }

        return [.. JsonSerializer.SerializeToUtf8Bytes(schema, Readable), (byte)'\n'];
    }

    private JsonObject Record(RecordShape shape)
    {
        var properties = new JsonObject();
        foreach (var key in shape.Keys)
        {
            var value = Value(key.Shape);
            if (comments.Of(shape.Type, key.Property) is { } description) value["description"] = description;
            properties[key.Name] = value;
        }

        var schema = new JsonObject();
        if (comments.Of(shape.Type) is { } summary) schema["description"] = summary;
        schema["type"] = "object";
        schema["properties"] = properties;
        var required = shape.Keys.Where(key => key.Required).Select(key => (JsonNode)key.Name).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        schema["additionalProperties"] = false;
        return schema;
    }

    private JsonObject Value(SpecShape shape) => shape switch
    {
        RecordShape record => Reference(record),
        MapShape map => Map(map),
        ListShape list => List(list),
        TextShape text => Text(text),
        NumberShape number => Number(number),
        BooleanShape => new JsonObject { ["type"] = "boolean" },
        DurationShape => Pattern(Duration.Pattern),
        QuantityShape => Pattern(Quantity.Pattern),
        ReferencesShape => References(),
        _ => [],
    };

    private JsonObject Reference(RecordShape record)
    {
        var name = JsonNamingPolicy.KebabCaseLower.ConvertName(record.Type.Name.Replace("Spec", "", StringComparison.Ordinal));
        if (_definitions.TryAdd(name, new JsonObject()))
        {
            _definitions[name] = record.Shorthand is { } key ? Shorthand(record, key) : Record(record);
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    private JsonObject Shorthand(RecordShape record, KeyShape key)
    {
        var schema = new JsonObject();
        if (comments.Of(record.Type) is { } summary) schema["description"] = summary;
        schema["anyOf"] = new JsonArray(Value(key.Shape), Record(record));
        return schema;
    }

    private JsonObject Map(MapShape map)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (map.Keys is { } form) schema["propertyNames"] = new JsonObject { ["pattern"] = TextFormRule.Of(form).Pattern.ToString() };
        if (map.NotEmpty) schema["minProperties"] = 1;
        schema["additionalProperties"] = Value(map.Values);
        return schema;
    }

    private JsonObject List(ListShape list)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Value(list.Items) };
        if (list.NotEmpty) schema["minItems"] = 1;
        return schema;
    }

    private static JsonObject Text(TextShape text)
    {
        if (text.Choices.Count > 0)
        {
            return new JsonObject { ["enum"] = new JsonArray([.. text.Choices.Select(choice => (JsonNode)choice)]) };
        }

        if (text.Form is { } form) return Pattern(TextFormRule.Of(form).Pattern.ToString());
        return text.NotBlank ? Pattern(@"\S") : new JsonObject { ["type"] = "string" };
    }

    private static JsonObject Number(NumberShape number)
    {
        var schema = new JsonObject { ["type"] = number.Whole ? "integer" : "number" };
        if (number.Least is { } least) schema["minimum"] = least;
        if (number.Greatest is { } greatest) schema["maximum"] = greatest;
        return schema;
    }

    private static JsonObject References()
    {
        var one = Text(new TextShape([], TextForm.Reference, NotBlank: true));
        var several = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = one.DeepClone() };
        return new JsonObject { ["anyOf"] = new JsonArray(one, several) };
    }

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };
}
