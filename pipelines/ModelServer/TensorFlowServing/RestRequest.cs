using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Protocol;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary>
/// A body of TensorFlow Serving's REST, by row (<c>instances</c>) or by column (<c>inputs</c>), as rows of the platform's own protocol, which then judges every value. Where a
/// signature has one field alone, its values may stand without its name.
/// </summary>
/// <param name="ByColumn">Whether the answer is due by column too.</param>
/// <param name="Rows"><c>{"instances": [{field: value}]}</c></param>
internal sealed record RestRequest(bool ByColumn, ReadOnlyMemory<byte> Rows)
{
    private const int Deepest = 64;
    private const string Expected = "expected {\"instances\": [ … ]} or {\"inputs\": … }, with a signature_name or without";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Deepest, AllowDuplicateProperties = false };

    /// <summary>Throws <see cref="RequestRefused"/> where it is neither; what the rows hold is not looked at.</summary>
    public static RestRequest Read(ReadOnlyMemory<byte> body, Chain chain)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return Read(document.RootElement, chain);
        }
        catch (JsonException failure)
        {
            throw new RequestRefused(Problem.NotJson, $"the body is not JSON that this server reads: {failure.Message.Split(" LineNumber:")[0]}");
        }
        catch (InvalidOperationException)
        {
            throw new RequestRefused(Problem.NotJson, "the body is not JSON that this server reads: a name in it is not Unicode");
        }
    }

    private static RestRequest Read(JsonElement root, Chain chain)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Refused("found no object");
        var unknown = root.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => name is not ("instances" or "inputs" or "signature_name"));
        if (unknown is not null) throw Refused($"found the key '{Words.Shorten(unknown)}'");
        if (root.TryGetProperty("signature_name", out var signature))
        {
            if (signature.ValueKind != JsonValueKind.String) throw Refused("found a signature_name that is no string");
            ServedModel.ExpectSignature("signature_name", signature.GetString()!);
        }

        var (byRow, byColumn) = (root.TryGetProperty("instances", out var instances), root.TryGetProperty("inputs", out var inputs));
        if (byRow == byColumn) throw Refused(byRow ? "found both" : "found neither");
        var rows = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(rows, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartArray("instances"u8);
        if (byRow) WriteRows(json, instances, chain);
        else WriteColumns(json, inputs, chain);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return new RestRequest(byColumn, rows.WrittenMemory);
    }

    private static void WriteRows(Utf8JsonWriter json, JsonElement instances, Chain chain)
    {
        if (instances.ValueKind != JsonValueKind.Array) throw Refused("found instances that are no array");
        var bare = chain.Fields is [var only] ? only.Name : null;
        foreach (var row in instances.EnumerateArray())
        {
            if (bare is null || (row.ValueKind == JsonValueKind.Object && row.TryGetProperty(bare, out _)))
            {
                Copy(json, row);
                continue;
            }

            json.WriteStartObject();
            json.WritePropertyName(bare);
            Copy(json, row);
            json.WriteEndObject();
        }
    }

    private static void WriteColumns(Utf8JsonWriter json, JsonElement inputs, Chain chain)
    {
        var columns = inputs.ValueKind == JsonValueKind.Object ? inputs.EnumerateObject().Select(member => (member.Name, member.Value)).ToList()
            : chain.Fields is [var only] ? [(only.Name, inputs)]
            : throw new RequestRefused(Problem.NotInstances, $"inputs: expected an object with {Words.Quote(chain.Fields.Select(field => field.Name))}, found something else");
        foreach (var (name, values) in columns)
        {
            if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0)
            {
                throw new RequestRefused(Problem.WrongType, $"inputs.{Words.Shorten(name)}: expected an array with a value for each instance, at least one");
            }

            if (values.GetArrayLength() != columns[0].Value.GetArrayLength())
            {
                throw new RequestRefused(
                    Problem.WrongImage,
                    $"inputs.{Words.Shorten(name)}: expected {columns[0].Value.GetArrayLength()} values as inputs.{Words.Shorten(columns[0].Name)} has, found {values.GetArrayLength()}");
            }
        }

        if (columns.Count == 0) throw Refused("found inputs without any");
        var readers = columns.Select(column => column.Value.EnumerateArray()).ToArray();
        for (var instance = 0; instance < columns[0].Value.GetArrayLength(); instance++)
        {
            json.WriteStartObject();
            for (var column = 0; column < readers.Length; column++)
            {
                readers[column].MoveNext();
                json.WritePropertyName(columns[column].Name);
                Copy(json, readers[column].Current);
            }

            json.WriteEndObject();
        }
    }

    // As it was sent: whoever reads the rows judges escapes and numbers.
    private static void Copy(Utf8JsonWriter json, JsonElement value) => json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    private static RequestRefused Refused(string found) => new(Problem.NotInstances, $"body: {Expected}; {found}");
}
