using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Instances.Tensors;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances;

/// <summary>Truth values as bool [N].</summary>
internal sealed class BooleanColumn(Field field) : TensorColumn<bool>(field, 1)
{
    public override Problem? Read(ref Utf8JsonReader reader, Place place)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return new Problem(Problem.WrongType, $"{place}: expected a boolean, found {Words.Describe(reader)}");
        }

        Next()[0] = reader.TokenType == JsonTokenType.True;
        Keep();
        return null;
    }

    protected override Problem? Take(TensorProto tensor, Span<bool> target, string place)
    {
        // A byte that is neither 0 nor 1 would be a boolean that equals neither.
        if (tensor.TensorContent.Span.IndexOfAnyExcept((byte)0, (byte)1) is >= 0 and var index)
        {
            return new Problem(Problem.WrongType, $"{place}: expected bytes of 0 or 1, found {tensor.TensorContent[index]} as its element {index}");
        }

        TensorValues.Copy(tensor.TensorContent, tensor.BoolVal, target);
        return null;
    }
}
