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
        return InArray(ref reader, $"{place}", nested ? [shape.Height, shape.Width, shape.Channels] : [shape.Height, shape.Width], shape)
            ?? throw new InvalidOperationException($"{place}: refused, yet nothing is wrong with it");
    }

    /// <param name="sizes">How many elements this array must have, then each of those inside it, and so on to the pixels.</param>
    private static Problem? InArray(ref Utf8JsonReader reader, string place, int[] sizes, PictureShape shape)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Misplaced(reader, place, $"an array of {sizes[0]}", shape);
        }

        if (Words.Length(reader) is var length && length != sizes[0])
        {
            return new Problem(Problem.WrongImage, $"{place}: expected an array of {sizes[0]}{Whole(shape)}, found {Words.Describe(reader)}");
        }

        for (var i = 0; i < length; i++)
        {
            reader.Read();
            var inside = $"{place}[{i}]";
            var problem = sizes.Length > 1 ? InArray(ref reader, inside, sizes[1..], shape) : InPixel(ref reader, inside, shape);
            if (problem is not null)
            {
                return problem;
            }
        }

        reader.Read();
        return null;
    }

    private static Problem? InPixel(ref Utf8JsonReader reader, string place, PictureShape shape) =>
        PictureColumn.TryPixel(ref reader, out _) ? null : Misplaced(reader, place, "a whole number from 0 to 255", shape);

    /// <summary>A number or an array in the wrong place is a wrong image; anything else is a wrong type.</summary>
    private static Problem Misplaced(Utf8JsonReader reader, string place, string expected, PictureShape shape) =>
        new(
            reader.TokenType is JsonTokenType.Number or JsonTokenType.StartArray ? Problem.WrongImage : Problem.WrongType,
            $"{place}: expected {expected}{Whole(shape)}, found {Words.Describe(reader)}");

    private static string Whole(PictureShape shape) =>
        shape.Channels == 1 ? $" in an image [{shape.Height}][{shape.Width}]" : $" in an image [{shape.Height}][{shape.Width}][{shape.Channels}]";
}
