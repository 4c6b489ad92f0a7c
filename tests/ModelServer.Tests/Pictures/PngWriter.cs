using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Modelyard.ModelServer.Pictures;

namespace Modelyard.ModelServer.Tests.Pictures;

/// <summary>Writes PNGs in every form that the decoder takes: any filter in any row, interlaced or not, pixels in several chunks.</summary>
internal sealed class PngWriter(Random random)
{
    /// <summary>Samples of 8 bits, [height, width, samples], under a header that says what they are.</summary>
    public byte[] Write(PngHeader header, byte[] samples, byte[]? palette = null, byte[]? transparency = null)
    {
        using var file = new MemoryStream();
        file.Write(PngChunk.Signature);
        var start = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(start, header.Width);
        BinaryPrimitives.WriteInt32BigEndian(start.AsSpan(4), header.Height);
        (start[8], start[9], start[12]) = ((byte)header.Depth, (byte)header.Colour, (byte)(header.Interlaced ? 1 : 0));
        WriteChunk(file, "IHDR", start);
        WriteChunk(file, "teXt", "passed over"u8);
        if (palette is not null)
        {
            WriteChunk(file, "PLTE", palette);
        }

        if (transparency is not null)
        {
            WriteChunk(file, "tRNS", transparency);
        }

        foreach (var piece in Deflate(Filter(header, samples)).Chunk(random.Next(1, 200)))
        {
            WriteChunk(file, "IDAT", piece);
        }

        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var deflated = new MemoryStream();
        using (var stream = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return deflated.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string kind, ReadOnlySpan<byte> content)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(kind), .. content];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(checkedPart));
        file.Write(number);
    }

    private byte[] Filter(PngHeader header, byte[] samples)
    {
        var filtered = new List<byte>();
        foreach (var pass in header.Passes)
        {
            var above = Array.Empty<byte>();
            for (var line = 0; pass.Columns(header.Width) > 0 && line < pass.Rows(header.Height); line++)
            {
                var row = Pack(header, Enumerable.Range(0, pass.Columns(header.Width)).SelectMany(column =>
                {
                    var at = ((pass.Top + (line * pass.Down)) * header.Width) + pass.Left + (column * pass.Across);
                    return samples.Skip(at * header.Samples).Take(header.Samples);
                }));
                filtered.AddRange(FilterRow(row, above, Math.Max(1, header.Samples * header.Depth / 8)));
                above = row;
            }
        }

        return [.. filtered];
    }

    private static byte[] Pack(PngHeader header, IEnumerable<byte> samples) =>
        [.. samples.Chunk(8 / header.Depth).Select(group =>
            (byte)group.Select((sample, place) => sample << (8 - (header.Depth * (place + 1)))).Sum())];

    /// <summary>Filters by the words of the standard: each byte less its prediction, from unfiltered neighbours.</summary>
    private IEnumerable<byte> FilterRow(byte[] row, byte[] above, int stride)
    {
        var filter = random.Next(5);
        yield return (byte)filter;
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < stride ? 0 : row[i - stride];
            int up = above.Length == 0 ? 0 : above[i];
            int corner = i < stride || above.Length == 0 ? 0 : above[i - stride];
            var nearest = new[] { left, up, corner }.MinBy(value => Math.Abs(left + up - corner - value));
            yield return (byte)(row[i] - (filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => nearest }));
        }
    }
}
