using Modelyard.Content;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Content;

public sealed class NpyArrayTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_what_NumPy_wrote()
    {
        Save("np.arange(6, dtype='<f4').reshape(2, 3) / 4");
        var array = NpyArray.Open(_folder.At("a.npy"));

        Assert.Equal(("<f4", "2 3"), (array.Type, string.Join(' ', array.Shape)));
        Assert.Equal([0f, 0.25f, 0.5f, 0.75f, 1f, 1.25f], array.ReadAll<float>());
        Assert.Equal([0.75f, 1f, 1.25f], array.ReadRow<float>(1));
    }

    [Theory]
    [InlineData("np.array([1, -2], dtype='<i8')", "<i8", "2")]
    [InlineData("np.array([True, False])", "|b1", "2")]
    [InlineData("np.zeros((1, 2, 3, 4), dtype=np.uint8)", "|u1", "1 2 3 4")]
    [InlineData("np.zeros(0, dtype='<f8')", "<f8", "0")]
    [InlineData("np.array(3.5)", "<f8", "")]
    public void Reads_every_type_and_shape(string expression, string type, string shape)
    {
        Save(expression);
        var array = NpyArray.Open(_folder.At("a.npy"));

        Assert.Equal((type, shape), (array.Type, string.Join(' ', array.Shape)));
    }

    [Fact]
    public void Reads_whole_numbers_exactly()
    {
        Save("np.array([1, -2, 2**62], dtype='<i8')");

        Assert.Equal([1L, -2L, 1L << 62], NpyArray.Open(_folder.At("a.npy")).ReadAll<long>());
    }

    [Fact]
    public void Refuses_what_it_is_not()
    {
        var text = _folder.Write("a.txt", "not an array");
        Assert.Equal($"{text} is not a .npy file of format 1.0", Message(() => NpyArray.Open(text)));

        Save("np.asfortranarray(np.zeros((2, 3)))");
        Assert.Equal($"{_folder.At("a.npy")} has a header that is not C order or cannot be read", Message(() => NpyArray.Open(_folder.At("a.npy"))));

        Save("np.zeros(3, dtype='<f4')");
        var array = NpyArray.Open(_folder.At("a.npy"));
        Assert.Equal($"{_folder.At("a.npy")} holds <f4, expected items of 8 bytes", Message(() => array.ReadAll<double>()));

        using (var file = File.OpenWrite(_folder.At("a.npy"))) file.SetLength(file.Length - 1);
        Assert.Equal($"{_folder.At("a.npy")} ends early", Message(() => array.ReadAll<float>()));

        Save("np.array(['text'])");
        Assert.Equal($"{_folder.At("a.npy")} holds <U4, expected one of |u1, |b1, <i4, <i8, <f4, <f8", Message(() => NpyArray.Open(_folder.At("a.npy"))));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Refuses_rows_that_are_not_there(int row)
    {
        Save("np.zeros((3, 2), dtype='<f4')");
        var array = NpyArray.Open(_folder.At("a.npy"));

        Assert.Equal($"{_folder.At("a.npy")} has 3 rows; there is no row {row}", Message(() => array.ReadRow<float>(row)));
    }

    private static string Message(Action action) => Assert.Throws<FormatException>(action).Message;

    private void Save(string expression) =>
        Programs.Run(Programs.Python, "-c", $"import sys, numpy as np; np.save(sys.argv[1], {expression})", _folder.At("a.npy"));
}
