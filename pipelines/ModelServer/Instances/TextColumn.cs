using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.ML.OnnxRuntime;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances;

/// <summary>Texts as string [N], kept as the UTF-8 that they came in; a missing one is empty.</summary>
internal sealed class TextColumn(Field field, int greatestLength) : Column(field)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<Range> _texts = [];

    public override Problem? Read(ref Utf8JsonReader reader, Place place)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return new Problem(Problem.WrongType, $"{place}: expected a string, found {Words.Describe(reader)}");
        }

        int length;
        var room = _bytes.GetSpan(Math.Max(1, reader.ValueSpan.Length));
        try
        {
            length = reader.CopyString(room);
        }
        catch (InvalidOperationException)
        {
            return new Problem(Problem.WrongType, $"{place}: expected a string of Unicode, found an unpaired surrogate");
        }

        if (TooLong(room[..length], $"{place}") is { } problem)
        {
            return problem;
        }

        _texts.Add(_bytes.WrittenCount..(_bytes.WrittenCount + length));
        _bytes.Advance(length);
        return null;
    }

    public override Problem? Read(TensorProto tensor, int count, string place)
    {
        for (var i = 0; i < tensor.StringVal.Count; i++)
        {
            var text = tensor.StringVal[i].Span;
            if (!Utf8.IsValid(text))
            {
                return new Problem(Problem.WrongType, $"{place}: expected strings of UTF-8, found other bytes as its element {i}");
            }

            if (TooLong(text, $"{place}[{i}]") is { } problem)
            {
                return problem;
            }

            _texts.Add(_bytes.WrittenCount..(_bytes.WrittenCount + text.Length));
            _bytes.Write(text);
        }

        // The last one stands for those that a tensor leaves out.
        _texts.AddRange(Enumerable.Repeat(_texts[^1], count - tensor.StringVal.Count));
        return null;
    }

    public override void AddMissing() => _texts.Add(0..0);

    /// <summary>The text of one instance.</summary>
    public string Text(int instance) => Encoding.UTF8.GetString(_bytes.WrittenSpan[_texts[instance]]);

    public override OrtValue ToTensor(int count)
    {
        var tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [count]);
        for (var instance = 0; instance < count; instance++)
        {
            tensor.StringTensorSetElementAt(_bytes.WrittenSpan[_texts[instance]], instance);
        }

        return tensor;
    }

    public override void Dispose()
    {
    }

    private Problem? TooLong(ReadOnlySpan<byte> text, string place)
    {
        var characters = CodePoints(text);
        return characters > greatestLength ? new Problem(Problem.TooLarge, $"{place}: expected at most {greatestLength} characters, found {characters}") : null;
    }

    private static int CodePoints(ReadOnlySpan<byte> text)
    {
        // Every byte of UTF-8 but those of the form 10xxxxxx begins a code point.
        var count = 0;
        foreach (var value in text)
        {
            count += (value & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }
}
