using Google.Protobuf;
using Modelyard.Protocols.TensorFlow;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Predict requests that a bad client might send: a valid one, changed in its tensors or in its bytes.</summary>
internal sealed class HostileMessages(Random random, PredictRequest valid)
{
    private static readonly long[] Sizes = [-1, 0, 1, 2, 4, 8, 9, 1024, int.MaxValue, long.MaxValue, long.MinValue];

    public byte[] Next()
    {
        var request = valid.Clone();
        for (var change = random.Next(3); change > 0 && request.Inputs.Count > 0; change--) Change(request);
        var bytes = request.ToByteArray().ToList();
        for (var change = random.Next(3); change > 0 && bytes.Count > 0; change--) Damage(bytes);
        return [.. bytes];
    }

    private void Change(PredictRequest request)
    {
        var name = request.Inputs.Keys.ElementAt(random.Next(request.Inputs.Count));
        var tensor = request.Inputs[name];
        switch (random.Next(8))
        {
            case 0:
                tensor.Dtype = (DataType)random.Next(30);
                break;
            case 1 when tensor.TensorShape.Dim.Count > 0:
                tensor.TensorShape.Dim[random.Next(tensor.TensorShape.Dim.Count)].Size = Sizes[random.Next(Sizes.Length)];
                break;
            case 2:
                tensor.TensorShape.Dim.Add(new TensorShapeProto.Types.Dim { Size = Sizes[random.Next(Sizes.Length)] });
                break;
            case 3:
                tensor.TensorContent = ByteString.CopyFrom([.. Enumerable.Range(0, random.Next(40)).Select(_ => (byte)random.Next(256))]);
                break;
            case 4:
                tensor.FloatVal.Add(float.PositiveInfinity);
                tensor.IntVal.Add(random.Next(-2, 300));
                break;
            case 5:
                tensor.Int64Val.Clear();
                tensor.StringVal.Add(ByteString.CopyFrom(0xc3, 0x28));
                break;
            case 6:
                request.Inputs.Remove(name);
                break;
            default:
                request.Inputs[new string('n', random.Next(200))] = tensor;
                break;
        }
    }

    private void Damage(List<byte> bytes)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(3))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                break;
            default:
                bytes.InsertRange(at, bytes.GetRange(0, random.Next(bytes.Count)));
                break;
        }
    }
}
