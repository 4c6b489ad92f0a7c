using System.Globalization;
using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Instances.Tensors;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances;

/// <summary>Vectors as float32 [N, length].</summary>
internal sealed class VectorColumn(Field field) : TensorColumn<float>(field, field.Length)
{
    public override Problem? Read(ref Utf8JsonReader reader, Place place)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return new Problem(Problem.WrongType, $"{place}: expected {TypeWords.Of(Field)}, found {Words.Describe(reader)}");
        }

        if (Words.Length(reader) is var length && length != Field.Length)
        {
            return new Problem(Problem.WrongImage, $"{place}: expected {TypeWords.Of(Field)}, found an array of {length}");
        }

        var target = Next();
        for (var i = 0; i < length; i++)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number)
            {
                return new Problem(Problem.WrongType, $"{place}[{i}]: expected a number, found {Words.Describe(reader)}");
            }

            // As a field of type number is read.
            var value = double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
            if (Math.Abs(value) > float.MaxValue)
            {
                return new Problem(Problem.NotRepresentable, $"{place}[{i}]: expected a number that 32 bits can hold, found {Words.Describe(reader)}");
            }

            target[i] = (float)value;
        }

        reader.Read();
        Keep();
        return null;
    }

    protected override Problem? Take(TensorProto tensor, Span<float> target, string place) =>
        TensorValues.CopyFinite(tensor.TensorContent, tensor.FloatVal, target, place, missing: false);
}
