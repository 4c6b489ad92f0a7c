using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.Content;

/// <summary>
/// JSON with one spelling for each value: keys sorted by ordinal, no insignificant space, numbers as they were written by
/// .NET's shortest round-trip form. What is hashed is always written by this class.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true, IndentSize = 2, NewLine = "\n" };

    /// <summary>The canonical bytes of a value, UTF-8.</summary>
    public static byte[] Bytes(JsonNode? value) => Write(value, Compact);

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public static Digest Digest(JsonNode? value) => new(Convert.ToHexStringLower(SHA256.HashData(Bytes(value))));

    /// <summary>The same order of keys, indented, with a final newline: for files that people read.</summary>
    public static byte[] Readable(JsonNode? value) => [.. Write(value, Indented), (byte)'\n'];

    private static byte[] Write(JsonNode? value, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, options)) Write(writer, value);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, member) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
