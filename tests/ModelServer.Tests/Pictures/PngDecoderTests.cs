using System.Text;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Pictures;

namespace Modelyard.ModelServer.Tests.Pictures;

public sealed class PngDecoderTests
{
    [Theory]
    [InlineData(PngColour.Grey, 1)]
    [InlineData(PngColour.Grey, 2)]
    [InlineData(PngColour.Grey, 3)]
    [InlineData(PngColour.Grey, 4)]
    [InlineData(PngColour.GreyAlpha, 2)]
    [InlineData(PngColour.GreyAlpha, 4)]
    [InlineData(PngColour.Rgb, 3)]
    [InlineData(PngColour.Rgb, 4)]
    [InlineData(PngColour.Rgba, 4)]
    public void Pixels_come_back_as_they_were_written_and_widen(int colour, int channels)
    {
        var random = new Random((colour * 10) + channels);
        for (var picture = 0; picture < 60; picture++)
        {
            var header = Header(random, (PngColour)colour, 8);
            var samples = new byte[header.Width * header.Height * header.Samples];
            random.NextBytes(samples);
            var expected = samples.Chunk(header.Samples).SelectMany(pixel => Widen(pixel, channels));
            Assert.Equal(expected, Decode(new PngWriter(random).Write(header, samples), header, channels));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Palettes_expand_with_their_alpha(int depth)
    {
        var random = new Random(depth);
        for (var picture = 0; picture < 60; picture++)
        {
            var header = Header(random, PngColour.Palette, depth);
            var palette = new byte[3 * (1 << depth)];
            var alpha = new byte[random.Next(1, (1 << depth) + 1)];
            random.NextBytes(palette);
            random.NextBytes(alpha);
            var samples = Enumerable.Range(0, header.Width * header.Height).Select(_ => (byte)random.Next(1 << depth)).ToArray();
            var expected = samples.SelectMany(index => palette.Skip(index * 3).Take(3).Append(index < alpha.Length ? alpha[index] : (byte)255));
            Assert.Equal(expected, Decode(new PngWriter(random).Write(header, samples, palette, alpha), header, 4));
        }
    }

    [Fact]
    public void Whatever_is_damaged_is_refused_and_nothing_else_happens()
    {
        var random = new Random(5);
        for (var attempt = 0; attempt < 2000; attempt++)
        {
            var header = Header(random, PngColour.Rgb, 8);
            var samples = new byte[header.Width * header.Height * 3];
            random.NextBytes(samples);
            var png = new PngWriter(random).Write(header, samples);
            png[random.Next(png.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<Unfit>(() => Decode(attempt % 3 == 0 ? png[..random.Next(png.Length)] : png, header, 3));
        }
    }

    [Fact]
    public void Arbitrary_text_is_refused()
    {
        var random = new Random(6);
        for (var attempt = 0; attempt < 2000; attempt++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            PngChunk.Signature.CopyTo(bytes.Length < 8 ? new byte[8] : bytes);
            var text = Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));
            Assert.Throws<Unfit>(() => PngDecoder.Decode(text, new PictureShape(3, 3, 1), new byte[9]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456789", 0xCBF43926)]
    public void The_checksum_is_that_of_the_standard(string text, uint expected = 0) =>
        Assert.Equal(expected, Crc32.Of(Encoding.ASCII.GetBytes(text)));

    private static PngHeader Header(Random random, PngColour colour, int depth) =>
        new(random.Next(1, 20), random.Next(1, 20), depth, colour, random.Next(2) == 1);

    private static byte[] Decode(byte[] png, PngHeader header, int channels)
    {
        var shape = new PictureShape(header.Width, header.Height, channels);
        var pixels = new byte[shape.Bytes];
        PngDecoder.Decode(Encoding.ASCII.GetBytes(Convert.ToBase64String(png)), shape, pixels);
        return pixels;
    }

    private static IEnumerable<byte> Widen(byte[] pixel, int channels)
    {
        var (colour, alpha) = pixel.Length is 2 or 4 ? (pixel[..^1], pixel[^1]) : (pixel, (byte)255);
        var wide = channels >= 3 && colour.Length == 1 ? [colour[0], colour[0], colour[0]] : colour;
        return channels is 2 or 4 ? wide.Append(alpha) : wide;
    }
}
