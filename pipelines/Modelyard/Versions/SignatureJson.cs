using System.Text.Json.Nodes;
using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>A signature as servers and graphs read it: every field spelled out, nothing by shorthand.</summary>
public static class SignatureJson
{
    /// <summary><c>{"instance": {…}, "prediction": {…}}</c>, and <c>one-of</c> where there is a choice.</summary>
    public static JsonObject Of(SignatureSpec signature)
    {
        var json = new JsonObject { ["instance"] = Fields(signature.Instance), ["prediction"] = Fields(signature.Prediction) };
        if (signature.OneOf.Count > 0) json["one-of"] = new JsonArray([.. signature.OneOf.Select(name => (JsonNode)name)]);
        return json;
    }

    /// <summary>Field → <c>{"type": …}</c> with width, height and channels of images and the value type of maps.</summary>
    public static JsonObject Fields(IReadOnlyDictionary<string, FieldSpec> fields) =>
        new(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Key, Field(field.Value))));

    private static JsonObject Field(FieldSpec field)
    {
        var json = new JsonObject { ["type"] = field.Type };
        if (field.Width is { } width) json["width"] = width;
        if (field.Height is { } height) json["height"] = height;
        if (field.Channels is { } channels) json["channels"] = channels;
        if (field.Length is { } length) json["length"] = length;
        if (field.Minimum is { } minimum) json["minimum"] = minimum;
        if (field.Maximum is { } maximum) json["maximum"] = maximum;
        if (field.Of is { } of) json["of"] = of;
        if (field.Optional) json["optional"] = true;
        return json;
    }
}
