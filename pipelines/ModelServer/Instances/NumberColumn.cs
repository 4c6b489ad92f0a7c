using System.Globalization;
using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Instances.Tensors;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances;

/// <summary>Numbers as float32 [N]; a missing one is NaN.</summary>
internal sealed class NumberColumn(Field field) : TensorColumn<float>(field, 1)
{
    public override Problem? Read(ref Utf8JsonReader reader, Place place)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return new Problem(Problem.WrongType, $"{place}: expected a number, found {Words.Describe(reader)}");
        }

        // By way of float64, as NumPy rounds, so that every server sees the same float32.
        var value = double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (Math.Abs(value) > float.MaxValue)
        {
            return new Problem(
                Problem.NotRepresentable, $"{place}: expected a number that 32 bits can hold, found {Words.Describe(reader)}");
        }

        Add((float)value);
        return null;
    }

    /// <summary>The number of one instance.</summary>
    public float Value(int instance) => Elements[instance];

    public override void AddMissing() => Add(float.NaN);

    protected override Problem? Take(TensorProto tensor, Span<float> target, string place) =>
        TensorValues.CopyFinite(tensor.TensorContent, tensor.FloatVal, target, place, missing: Field.Optional);

    private void Add(float value)
    {
        Next()[0] = value;
        Keep();
    }
}
