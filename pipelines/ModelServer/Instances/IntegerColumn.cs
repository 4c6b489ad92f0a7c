using System.Globalization;
using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Instances.Tensors;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances;

/// <summary>Whole numbers as int64 [N].</summary>
internal sealed class IntegerColumn(Field field) : TensorColumn<long>(field, 1)
{
    // Beyond 2^53 a number with a point or an exponent no longer says which integer is meant.
    private const double GreatestExact = 1L << 53;

    public override Problem? Read(ref Utf8JsonReader reader, Place place)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return new Problem(Problem.WrongType, $"{place}: expected an integer, found {Words.Describe(reader)}");
        }

        if (reader.ValueSpan.IndexOfAny(".eE"u8) < 0)
        {
            return long.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact)
                ? Add(exact)
                : new Problem(Problem.NotRepresentable, $"{place}: expected an integer of 64 bits, found {Words.Describe(reader)}");
        }

        var value = double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(value) && value != Math.Truncate(value))
        {
            return new Problem(Problem.WrongType, $"{place}: expected an integer, found {Words.Describe(reader)}");
        }

        return Math.Abs(value) <= GreatestExact
            ? Add((long)value)
            : new Problem(
                Problem.NotRepresentable, $"{place}: expected an integer of up to 2^53 or written out, found {Words.Describe(reader)}");
    }

    protected override Problem? Take(TensorProto tensor, Span<long> target, string place)
    {
        TensorValues.Copy(tensor.TensorContent, tensor.Int64Val, target);
        return null;
    }

    private Problem? Add(long value)
    {
        Next()[0] = value;
        Keep();
        return null;
    }
}
