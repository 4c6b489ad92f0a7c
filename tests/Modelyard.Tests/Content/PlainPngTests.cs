using Modelyard.Content;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Content;

public sealed class PlainPngTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1, 1, "L")]
    [InlineData(28, 28, 1, "L")]
    [InlineData(5, 7, 3, "RGB")]
    [InlineData(64, 64, 4, "RGBA")]
    [InlineData(300, 301, 3, "RGB")] // more than four stored blocks of deflate
    public void Another_decoder_finds_the_same_pixels(int height, int width, int channels, string mode)
    {
        var pixels = new byte[height * width * channels];
        new Random(1).NextBytes(pixels);

        var png = PlainPng.Write(pixels, height, width, channels);

        File.WriteAllBytes(_folder.At("a.png"), png);
        var script = "import sys; from PIL import Image; i = Image.open(sys.argv[1]); i.load(); print(i.mode, i.height, i.width); open(sys.argv[2], 'wb').write(i.tobytes())";
        var said = Programs.Run(Programs.Python, "-c", script, _folder.At("a.png"), _folder.At("pixels"));
        Assert.Equal($"{mode} {height} {width}", said.Trim());
        Assert.Equal(pixels, File.ReadAllBytes(_folder.At("pixels")));
        Assert.Equal(png, PlainPng.Write(pixels, height, width, channels));
    }

    [Fact]
    public void The_bytes_are_pinned() => Assert.Equal(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAADklEQVR4AQEDAPz/AAD/AQIBALcBLvcAAAAASUVORK5CYII=",
        Convert.ToBase64String(PlainPng.Write([0, 255], 1, 2, 1)));

    [Fact]
    public void Two_channels_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => PlainPng.Write([0, 0], 1, 1, 2));
}
