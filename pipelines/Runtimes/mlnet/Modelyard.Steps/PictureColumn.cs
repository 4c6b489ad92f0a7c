namespace Modelyard.Steps;

/// <summary>Pictures of one size: uint8 [N, height, width, channels].</summary>
internal sealed class PictureColumn(byte[] pixels, int count, int height, int width, int channels) : Column
{
    public override string Type => "image";

    public override int Count => count;

    public int Height => height;

    public int Width => width;

    public int Channels => channels;

    /// <summary>The pixels of one picture, row by row, channels innermost.</summary>
    public ReadOnlySpan<byte> this[int number] => pixels.AsSpan(number * Size, Size);

    private int Size => height * width * channels;

    public override Column Take(IReadOnlyList<int> numbers)
    {
        var taken = new byte[numbers.Count * Size];
        for (var index = 0; index < numbers.Count; index++) this[numbers[index]].CopyTo(taken.AsSpan(index * Size));
        return new PictureColumn(taken, numbers.Count, height, width, channels);
    }

    public override void Write(string path) => NpyFile.Write<byte>($"{path}.npy", pixels, count, height, width, channels);

    public override Dictionary<string, object?> Entry() => new() { ["type"] = Type, ["width"] = width, ["height"] = height, ["channels"] = channels };

    /// <summary>Reads <c>&lt;path&gt;.npy</c>.</summary>
    public static PictureColumn Read(string path)
    {
        var pixels = NpyFile.Read<byte>($"{path}.npy", out var shape);
        return shape is [var count, var height, var width, var channels]
            ? new PictureColumn(pixels, count, height, width, channels)
            : throw new StepFailure($"{path}.npy has {shape.Length} dimensions, expected 4");
    }
}
