using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Instances;

namespace Modelyard.ModelServer.Pictures;

/// <summary>
/// PNG pictures (ISO/IEC 15948), judged before they are decoded: size, depth and colours from IHDR, and pixels that inflate to
/// exactly as many bytes as the size calls for. So a request can never make more memory of a picture than the signature's shape has.
/// </summary>
internal static class PngDecoder
{
    /// <summary>
    /// Writes the pixels of a PNG in base64 (standard alphabet, padded) to <paramref name="target"/>: [height, width, channels].
    /// Throws <see cref="Unfit"/>.
    /// </summary>
    public static void Decode(ReadOnlySpan<byte> base64, PictureShape shape, Span<byte> target)
    {
        var bytes = RequestMemory<byte>.Pool.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length) + 1);
        try
        {
            // .NET passes over white space; the protocol does not.
            if (base64.IsEmpty || base64.IndexOfAny(" \t\r\n"u8) >= 0
                || Base64.DecodeFromUtf8(base64, bytes, out _, out var length) != OperationStatus.Done)
            {
                throw new Unfit("expected a PNG in base64 (standard alphabet, padded, no white space), found something else");
            }

            Decode(new PngFile(bytes, length, shape), shape.Channels, target);
        }
        finally
        {
            RequestMemory<byte>.Pool.Return(bytes);
        }
    }

    private static void Decode(PngFile file, int channels, Span<byte> target)
    {
        var colours = new PngColours(file, channels);
        var size = file.Header.PixelBytes();
        var pixels = RequestMemory<byte>.Pool.Rent(size);
        try
        {
            Inflate(file, pixels.AsSpan(0, size));
            Expand(file.Header, colours, pixels.AsSpan(0, size), channels, target);
        }
        finally
        {
            RequestMemory<byte>.Pool.Return(pixels);
        }
    }

    private static void Inflate(PngFile file, Span<byte> pixels)
    {
        try
        {
            using var deflated = file.Deflated();
            using var stream = new ZLibStream(deflated, CompressionMode.Decompress);
            var found = stream.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false);
            if (stream.ReadByte() >= 0)
            {
                throw new Unfit($"expected pixels that inflate to {pixels.Length} bytes, found more");
            }

            if (found < pixels.Length || deflated.RanDry)
            {
                throw new Unfit($"expected pixels that inflate to {pixels.Length} bytes, found fewer, or an end that is cut off");
            }
        }
        catch (InvalidDataException)
        {
            throw new Unfit("the pixels of the PNG cannot be inflated");
        }
    }

    private static void Expand(PngHeader header, PngColours colours, Span<byte> pixels, int channels, Span<byte> target)
    {
        var stride = Math.Max(1, header.Samples * header.Depth / 8);
        foreach (var pass in header.Passes)
        {
            var columns = pass.Columns(header.Width);
            var length = header.RowBytes(columns);
            var above = Span<byte>.Empty;
            for (var line = 0; columns > 0 && line < pass.Rows(header.Height); line++)
            {
                var row = pixels.Slice(1, length);
                PngFilter.Undo(pixels[0], row, above, stride);
                for (var column = 0; column < columns; column++)
                {
                    var at = ((pass.Top + (line * pass.Down)) * header.Width) + pass.Left + (column * pass.Across);
                    colours.Write(row, column, target.Slice(at * channels, channels));
                }

                above = row;
                pixels = pixels[(1 + length)..];
            }
        }
    }
}
