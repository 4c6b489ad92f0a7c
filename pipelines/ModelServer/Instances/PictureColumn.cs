using System.Globalization;
using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Pictures;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances;

/// <summary>Pictures as uint8 [N, height, width, channels], from nested arrays or from a PNG in base64.</summary>
internal sealed class PictureColumn(Field field, PictureShape shape) : TensorColumn<byte>(field, shape.Bytes)
{
    public override Problem? Read(ref Utf8JsonReader reader, Place place)
    {
        var start = reader;
        var problem = reader.TokenType switch
        {
            JsonTokenType.StartArray => ReadRows(ref reader, Next()) ? null : PictureFault.In(start, shape, place),
            JsonTokenType.StartObject => ReadPng(ref reader, start, place),
            _ => new Problem(Problem.WrongType, $"{place}: expected {TypeWords.Of(shape)}, found {Words.Describe(reader)}"),
        };
        if (problem is null)
        {
            Keep();
        }

        return problem;
    }

    protected override Problem? Take(TensorProto tensor, Span<byte> target, string place)
    {
        if (!tensor.TensorContent.IsEmpty)
        {
            tensor.TensorContent.Span.CopyTo(target);
            return null;
        }

        for (var i = 0; i < tensor.IntVal.Count; i++)
        {
            if (tensor.IntVal[i] is < 0 or > 255)
            {
                return new Problem(Problem.WrongImage, $"{place}: expected whole numbers from 0 to 255, found {tensor.IntVal[i]} as its element {i}");
            }

            target[i] = (byte)tensor.IntVal[i];
        }

        target[tensor.IntVal.Count..].Fill((byte)tensor.IntVal[^1]);
        return null;
    }

    /// <summary>The value of one channel of a pixel, which may be written <c>10.0</c> or <c>1e1</c>; false for anything else.</summary>
    public static bool TrySample(ref Utf8JsonReader reader, out byte value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        if (byte.TryParse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        var number = double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        value = number is >= 0 and <= 255 ? (byte)number : (byte)0;
        return value == number;
    }

    /// <summary>The fast way, for arrays that are right. False where they are not, wherever that was found.</summary>
    private bool ReadRows(ref Utf8JsonReader reader, Span<byte> target)
    {
        var ahead = reader;
        ahead.Read();
        var nested = shape.Channels > 1 || (ahead.Read() && ahead.TokenType == JsonTokenType.StartArray);
        for (var row = 0; row < shape.Height; row++)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return false;
            }

            for (var column = 0; column < shape.Width; column++)
            {
                if (!ReadPixel(ref reader, nested, target[..shape.Channels]))
                {
                    return false;
                }

                target = target[shape.Channels..];
            }

            if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            {
                return false;
            }
        }

        return reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool ReadPixel(ref Utf8JsonReader reader, bool nested, Span<byte> target)
    {
        if (nested && (!reader.Read() || reader.TokenType != JsonTokenType.StartArray))
        {
            return false;
        }

        for (var channel = 0; channel < target.Length; channel++)
        {
            if (!reader.Read() || !TrySample(ref reader, out target[channel]))
            {
                return false;
            }
        }

        return !nested || (reader.Read() && reader.TokenType == JsonTokenType.EndArray);
    }

    private Problem? ReadPng(ref Utf8JsonReader reader, Utf8JsonReader start, Place place)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("b64"u8)
            || !reader.Read() || reader.TokenType != JsonTokenType.String)
        {
            return new Problem(Problem.WrongType, $"{place}: expected {TypeWords.Of(shape)}, found {Words.Describe(start)}");
        }

        var text = reader;
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject)
        {
            return new Problem(Problem.WrongType, $"{place}: expected {TypeWords.Of(shape)}, found {Words.Describe(start)}");
        }

        try
        {
            Decode(ref text);
            return null;
        }
        catch (Unfit unfit)
        {
            return new Problem(Problem.NotAFittingPng, $"{place}: {unfit.Message}");
        }
    }

    private void Decode(ref Utf8JsonReader text)
    {
        if (!text.ValueIsEscaped)
        {
            PngDecoder.Decode(text.ValueSpan, shape, Next());
            return;
        }

        var unescaped = RequestMemory<byte>.Pool.Rent(text.ValueSpan.Length);
        try
        {
            PngDecoder.Decode(unescaped.AsSpan(0, text.CopyString(unescaped)), shape, Next());
        }
        catch (InvalidOperationException)
        {
            throw new Unfit("expected a PNG in base64, found an unpaired surrogate");
        }
        finally
        {
            RequestMemory<byte>.Pool.Return(unescaped);
        }
    }
}
