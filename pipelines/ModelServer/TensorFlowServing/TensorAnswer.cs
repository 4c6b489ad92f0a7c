using System.Runtime.InteropServices;
using Google.Protobuf;
using Modelyard.ModelServer.Inference;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary>Predictions as tensors: <c>label</c> string [N], <c>scores</c> float32 [N, C].</summary>
internal sealed class TensorAnswer(IReadOnlyList<string> classes)
{
    private readonly ByteString[] _classes = [.. classes.Select(ByteString.CopyFromUtf8)];

    public TensorProto Labels(Predictions predictions)
    {
        var tensor = new TensorProto { Dtype = DataType.DtString, TensorShape = Shape(predictions.Count) };
        for (var instance = 0; instance < predictions.Count; instance++)
        {
            tensor.StringVal.Add(_classes[predictions.Label(instance)]);
        }

        return tensor;
    }

    public TensorProto Scores(Predictions predictions)
    {
        var scores = new float[predictions.Count * _classes.Length];
        for (var instance = 0; instance < predictions.Count; instance++)
        {
            predictions.Scores(instance).CopyTo(scores.AsSpan(instance * _classes.Length));
        }

        return new TensorProto
        {
            Dtype = DataType.DtFloat,
            TensorShape = Shape(predictions.Count, _classes.Length),
            TensorContent = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(scores)),
        };
    }

    private static TensorShapeProto Shape(params ReadOnlySpan<int> sizes)
    {
        var shape = new TensorShapeProto();
        foreach (var size in sizes)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dim { Size = size });
        }

        return shape;
    }
}
