using System.Buffers.Binary;
using System.IO.Hashing;

namespace Modelyard.Content;

/// <summary>
/// Writes PNG with stored (uncompressed) blocks: larger than need be, but the same pixels are the same bytes on every machine,
/// which no deflate library promises.
/// </summary>
/// <remarks>Portable Network Graphics (W3C, third edition); zlib RFC 1950; deflate RFC 1951, section 3.2.4.</remarks>
public static class PlainPng
{
    private const int StoredBlock = 65535;
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A picture of 8 bits a channel.</summary>
    /// <param name="pixels">Row-major [height, width, channels].</param>
    /// <param name="channels">1 grey, 3 RGB, 4 RGBA.</param>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int height, int width, int channels)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = channels switch { 1 => 0, 3 => 2, 4 => 6, _ => throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected 1, 3 or 4") };

        using var png = new MemoryStream();
        png.Write(Signature);
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Zlib(Scanlines(pixels, height, width * channels)));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    // Each line begins with the number of its filter; 0 is none.
    private static byte[] Scanlines(ReadOnlySpan<byte> pixels, int height, int stride)
    {
        var lines = new byte[height * (stride + 1)];
        for (var row = 0; row < height; row++) pixels.Slice(row * stride, stride).CopyTo(lines.AsSpan((row * (stride + 1)) + 1));
        return lines;
    }

    private static byte[] Zlib(byte[] data)
    {
        using var stream = new MemoryStream();
        stream.Write([0x78, 0x01]);
        Span<byte> head = stackalloc byte[5];
        for (var start = 0; start < data.Length; start += StoredBlock)
        {
            var length = Math.Min(StoredBlock, data.Length - start);
            head[0] = (byte)(start + length == data.Length ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~length);
            stream.Write(head);
            stream.Write(data, start, length);
        }

        Span<byte> check = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, Adler32(data));
        stream.Write(check);
        return stream.ToArray();
    }

    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        const uint modulus = 65521;
        uint a = 1, b = 0;
        foreach (var value in data)
        {
            a = (a + value) % modulus;
            b = (b + a) % modulus;
        }

        return (b << 16) | a;
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        png.Write(number);
    }
}
