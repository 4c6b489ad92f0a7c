using System.Runtime.InteropServices;
using Google.Protobuf;
using Modelyard.Protocols.TensorFlow;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Tensors and requests as a client makes them.</summary>
internal static class Tensors
{
    public static TensorProto Floats(long[] shape, params float[] values) => Of(DataType.DtFloat, shape, tensor => tensor.FloatVal.Add(values));

    public static TensorProto Integers(params long[] values) => Of(DataType.DtInt64, [values.Length], tensor => tensor.Int64Val.Add(values));

    public static TensorProto Booleans(params bool[] values) => Of(DataType.DtBool, [values.Length], tensor => tensor.BoolVal.Add(values));

    public static TensorProto Texts(params string[] values) => Of(DataType.DtString, [values.Length], tensor => tensor.StringVal.Add(values.Select(ByteString.CopyFromUtf8)));

    public static TensorProto Bytes(long[] shape, params int[] values) => Of(DataType.DtUint8, shape, tensor => tensor.IntVal.Add(values));

    /// <summary>The values as bytes, as NumPy's <c>tobytes</c> gives them.</summary>
    public static TensorProto Content<T>(DataType type, long[] shape, params T[] values)
        where T : unmanaged =>
        Of(type, shape, tensor => tensor.TensorContent = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values)));

    public static TensorProto Of(DataType type, long[] shape, Action<TensorProto> fill)
    {
        var tensor = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto() };
        tensor.TensorShape.Dim.Add(shape.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        fill(tensor);
        return tensor;
    }

    public static PredictRequest Request(string model, params (string Name, TensorProto Tensor)[] inputs)
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = model } };
        foreach (var (name, tensor) in inputs) request.Inputs.Add(name, tensor);
        return request;
    }

    /// <summary>One instance of the fixture <c>listing</c>, as the case "one instance" has it.</summary>
    public static PredictRequest Listing(string text = "red shoes", float amount = 12.5f) => Request(
        "listing",
        ("text", Texts(text)),
        ("amount", Floats([1], amount)),
        ("photo", Content(DataType.DtUint8, [1, 4, 4, 1], Photo)));

    public static byte[] Photo { get; } = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 255];

    /// <summary>float32 of <c>tensor_content</c> or <c>float_val</c>.</summary>
    public static float[] FloatsOf(TensorProto tensor) =>
        tensor.TensorContent.IsEmpty ? [.. tensor.FloatVal] : MemoryMarshal.Cast<byte, float>(tensor.TensorContent.Span).ToArray();
}
