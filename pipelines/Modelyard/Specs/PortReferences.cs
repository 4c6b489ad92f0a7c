using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Modelyard.Specs;

/// <summary>What feeds an input port: one <c>step.output</c>, or a list for a port that takes many.</summary>
[JsonConverter(typeof(PortReferencesJsonConverter))]
public sealed class PortReferences(IReadOnlyList<string> references, bool isList) : IReadOnlyList<string>
{
    /// <summary>Whether the file gave a list, if only of one.</summary>
    public bool IsList { get; } = isList;

    /// <inheritdoc/>
    public int Count => references.Count;

    /// <inheritdoc/>
    public string this[int index] => references[index];

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => references.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal sealed class PortReferencesJsonConverter : JsonConverter<PortReferences>
{
    public override PortReferences Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new PortReferences([reader.GetString()!], isList: false)
            : new PortReferences(JsonSerializer.Deserialize<string[]>(ref reader, options)!, isList: true);

    public override void Write(Utf8JsonWriter writer, PortReferences value, JsonSerializerOptions options)
    {
        if (value.IsList) JsonSerializer.Serialize(writer, value.ToArray(), options);
        else writer.WriteStringValue(value[0]);
    }
}
