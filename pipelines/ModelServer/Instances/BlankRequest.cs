using System.Buffers;
using System.Text.Json;
using Modelyard.ModelServer.Artifacts;

namespace Modelyard.ModelServer.Instances;

/// <summary>The plainest request a signature allows: an empty string, zero, false, a black picture.</summary>
internal static class BlankRequest
{
    /// <summary>The body, with one instance.</summary>
    public static ReadOnlySpan<byte> For(IEnumerable<Field> fields)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteStartArray("instances");
        json.WriteStartObject();
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Name);
            Write(json, field);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter json, Field field)
    {
        switch (field.Type)
        {
            case FieldType.String:
                json.WriteStringValue("");
                break;
            case FieldType.Boolean:
                json.WriteBooleanValue(false);
                break;
            case FieldType.Image or FieldType.Vector:
                WriteZeros(json, [.. field.Dimensions]);
                break;
            default:
                json.WriteNumberValue(0);
                break;
        }
    }

    private static void WriteZeros(Utf8JsonWriter json, ReadOnlySpan<int> sizes)
    {
        if (sizes.IsEmpty)
        {
            json.WriteNumberValue(0);
            return;
        }

        json.WriteStartArray();
        for (var i = 0; i < sizes[0]; i++)
        {
            WriteZeros(json, sizes[1..]);
        }

        json.WriteEndArray();
    }
}
