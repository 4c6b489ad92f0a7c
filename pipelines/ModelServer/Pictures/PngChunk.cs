using System.Buffers.Binary;

namespace Modelyard.ModelServer.Pictures;

/// <summary>A chunk of a PNG: its four letters as a number, and where its content stands.</summary>
internal readonly record struct PngChunk(uint Kind, int Start, int Length)
{
    public const uint Header = 0x49484452;
    public const uint Palette = 0x504C5445;
    public const uint Transparency = 0x74524E53;
    public const uint Data = 0x49444154;
    public const uint End = 0x49454E44;

    // Length, kind and checksum.
    private const int Frame = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>A kind that a reader must understand begins with a capital letter.</summary>
    public bool IsCritical => (Kind >> 24 & 0x20) == 0;

    /// <summary>Where the next chunk begins.</summary>
    public int After => Start + Length + 4;

    /// <summary>The chunk that begins at <paramref name="position"/>, its checksum verified. Throws <see cref="Unfit"/>.</summary>
    public static PngChunk At(ReadOnlySpan<byte> png, int position)
    {
        var left = png.Length - position;
        if (left < Frame || BinaryPrimitives.ReadUInt32BigEndian(png[position..]) is var length && length > left - Frame)
        {
            throw new Unfit("the PNG is cut off");
        }

        var chunk = new PngChunk(BinaryPrimitives.ReadUInt32BigEndian(png[(position + 4)..]), position + 8, (int)length);
        var checksum = BinaryPrimitives.ReadUInt32BigEndian(png[(chunk.Start + chunk.Length)..]);
        return checksum == Crc32.Of(png.Slice(position + 4, chunk.Length + 4))
            ? chunk
            : throw new Unfit($"the PNG is damaged: the checksum of its chunk at byte {position} is wrong");
    }

    public ReadOnlySpan<byte> Content(ReadOnlySpan<byte> png) => png.Slice(Start, Length);
}
