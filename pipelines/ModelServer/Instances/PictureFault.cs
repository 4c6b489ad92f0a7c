using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Protocol;

namespace Modelyard.ModelServer.Instances;

/// <summary>The slow way through an image of nested arrays that is wrong: outer arrays are judged before what they hold.</summary>
internal static class PictureFault
{
    /// <summary>The first thing that is wrong. The reader stands on the outermost bracket.</summary>
    public static Problem In(Utf8JsonReader reader, PictureShape shape, Place place)
    {
        var ahead = reader;
        var nested = shape.Channels > 1
            || (ahead.Read() && ahead.TokenType == JsonTokenType.StartArray && ahead.Read() && ahead.TokenType == JsonTokenType.StartArray);
        Side[] sides = [new(shape.Height, "rows"), new(shape.Width, "pixels"), new(shape.Channels, "channels")];
        return InArray(ref reader, $"{place}", sides.AsSpan(0, nested ? 3 : 2))
            ?? throw new InvalidOperationException($"{place}: refused, yet nothing is wrong with it");
    }

    /// <param name="sides">Of this array, then of those inside it, and so on to the samples.</param>
    private static Problem? InArray(ref Utf8JsonReader reader, string place, ReadOnlySpan<Side> sides)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Misplaced(reader, place, $"an array of {sides[0]}");
        }

        if (Words.Length(reader) is var length && length != sides[0].Length)
        {
            return new Problem(Problem.WrongImage, $"{place}: expected an array of {sides[0]}, found an array of {length}");
        }

        for (var i = 0; i < length; i++)
        {
            reader.Read();
            var inside = $"{place}[{i}]";
            var problem = sides.Length > 1 ? InArray(ref reader, inside, sides[1..]) : InSample(ref reader, inside);
            if (problem is not null)
            {
                return problem;
            }
        }

        reader.Read();
        return null;
    }

    private static Problem? InSample(ref Utf8JsonReader reader, string place) =>
        PictureColumn.TrySample(ref reader, out _) ? null : Misplaced(reader, place, "a whole number from 0 to 255");

    /// <summary>A number or an array in the wrong place is a wrong image; anything else is a wrong type.</summary>
    private static Problem Misplaced(Utf8JsonReader reader, string place, string expected) =>
        new(
            reader.TokenType is JsonTokenType.Number or JsonTokenType.StartArray ? Problem.WrongImage : Problem.WrongType,
            $"{place}: expected {expected}, found {Words.Describe(reader)}");

    private readonly record struct Side(int Length, string Of)
    {
        public override string ToString() => $"{Length} {Of}";
    }
}
