using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Modelyard.Protocols.TensorFlow;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.Versions.SavedModels;

/// <summary>Recorded rows as the requests that TensorFlow Serving answers to itself before it serves, and as a body of its REST.</summary>
internal static class WarmupRequests
{
    // The one signature that is served (docs/architecture.md, section 5).
    private const string Signature = "serving_default";

    /// <summary>A TFRecord file of <c>PredictionLog</c>, one row each.</summary>
    public static byte[] Of(string model, IEnumerable<IReadOnlyDictionary<string, TensorProto>> rows) => TensorFlowRecords.Of(rows.Select(row =>
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = model, SignatureName = Signature } };
        foreach (var (name, tensor) in row.OrderBy(tensor => tensor.Key, StringComparer.Ordinal)) request.Inputs.Add(name, tensor);
        return new PredictionLog { PredictLog = new PredictLog { Request = request } }.ToByteArray();
    }));

    /// <summary><c>{"inputs": {name: [value]}}</c>: one row by column, since only so every input has a name.</summary>
    public static JsonObject Body(IReadOnlyDictionary<string, TensorProto> row) => new()
    {
        ["inputs"] = new JsonObject(row.OrderBy(tensor => tensor.Key, StringComparer.Ordinal).Select(tensor => KeyValuePair.Create<string, JsonNode?>(tensor.Key, Nested(tensor.Value)))),
    };

    private static JsonNode Nested(TensorProto tensor)
    {
        var values = Values(tensor).GetEnumerator();
        return Level(0);

        JsonNode Level(int dimension)
        {
            if (dimension < tensor.TensorShape.Dim.Count)
            {
                return new JsonArray([.. Enumerable.Range(0, (int)tensor.TensorShape.Dim[dimension].Size).Select(_ => Level(dimension + 1))]);
            }

            values.MoveNext();
            return values.Current;
        }
    }

    private static IEnumerable<JsonNode> Values(TensorProto tensor) => tensor.Dtype switch
    {
        DataType.DtString => tensor.StringVal.Select(text => (JsonNode)text.ToStringUtf8()),
        DataType.DtInt64 => MemoryMarshal.Cast<byte, long>(tensor.TensorContent.Span).ToArray().Select(value => (JsonNode)value),
        DataType.DtBool => tensor.TensorContent.Select(value => (JsonNode)(value != 0)),
        DataType.DtUint8 => tensor.TensorContent.Select(value => (JsonNode)(int)value),
        // JSON has no NaN; a probe asks whether the model answers, and zero is a number like any.
        _ => MemoryMarshal.Cast<byte, float>(tensor.TensorContent.Span).ToArray().Select(value => (JsonNode)(float.IsFinite(value) ? value : 0f)),
    };
}
