using System.Buffers.Binary;
using Modelyard.ModelServer.Artifacts;

namespace Modelyard.ModelServer.Pictures;

/// <summary>What IHDR says of a PNG; enough to judge it before anything is inflated.</summary>
/// <param name="Depth">Bits of one sample.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColour Colour, bool Interlaced)
{
    private const int Length = 13;

    /// <summary>Of one pixel, as it is stored: a palette's pixel is one number.</summary>
    public int Samples => Colour switch
    {
        PngColour.Rgb => 3,
        PngColour.GreyAlpha => 2,
        PngColour.Rgba => 4,
        _ => 1,
    };

    public IReadOnlyList<PngPass> Passes => Interlaced ? PngPass.Adam7 : PngPass.Whole;

    /// <summary>
    /// Reads the first chunk of a PNG that is to have the width and height of <paramref name="shape"/>. Throws <see cref="Unfit"/>.
    /// </summary>
    public static PngHeader Read(PngChunk first, ReadOnlySpan<byte> content, PictureShape shape)
    {
        if (first.Kind != PngChunk.Header || content.Length != Length)
        {
            throw new Unfit("the PNG does not start with IHDR");
        }

        var width = BinaryPrimitives.ReadUInt32BigEndian(content);
        var height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        if (width != shape.Width || height != shape.Height)
        {
            throw new Unfit($"expected a PNG {shape.Width} wide and {shape.Height} high, found {width} wide and {height} high");
        }

        var (depth, colour, compression, filtering, interlace) = (content[8], (PngColour)content[9], content[10], content[11], content[12]);
        if (!Enum.IsDefined(colour) || compression != 0 || filtering != 0 || interlace > 1)
        {
            throw new Unfit("the PNG is of a kind that the standard does not know");
        }

        var palette = colour == PngColour.Palette && depth is 1 or 2 or 4;
        return depth == 8 || palette
            ? new PngHeader((int)width, (int)height, depth, colour, interlace == 1)
            : throw new Unfit($"expected a PNG of 8 bits a channel, found {depth}");
    }

    /// <summary>Bytes of one row of <paramref name="columns"/> pixels, without the byte that names its filter.</summary>
    public int RowBytes(int columns) => ((columns * Samples * Depth) + 7) / 8;

    /// <summary>How many bytes the pixels inflate to, all passes together, filter bytes included.</summary>
    public int PixelBytes()
    {
        var total = 0;
        foreach (var pass in Passes)
        {
            var columns = pass.Columns(Width);
            total += columns == 0 ? 0 : pass.Rows(Height) * (1 + RowBytes(columns));
        }

        return total;
    }
}

/// <summary>Colour types of ISO/IEC 15948, table 11.1.</summary>
internal enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
