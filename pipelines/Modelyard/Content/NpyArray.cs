using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Modelyard.Content;

/// <summary>An array of a <c>.npy</c> file, format 1.0, little-endian, C order.</summary>
/// <remarks>Format: NumPy Enhancement Proposal 1, “A Simple File Format for NumPy Arrays”.</remarks>
/// <param name="Type">The dtype: <c>|u1</c>, <c>|b1</c>, <c>&lt;i4</c>, <c>&lt;i8</c>, <c>&lt;f4</c>, <c>&lt;f8</c>.</param>
/// <param name="Shape">Lengths of the dimensions.</param>
public sealed partial record NpyArray(string Type, IReadOnlyList<int> Shape)
{
    private const int PreludeBytes = 10;
    private static readonly string[] Types = ["|u1", "|b1", "<i4", "<i8", "<f4", "<f8"];
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    private string _path = "";
    private long _start;

    /// <summary>Reads the header; values are read when they are asked for.</summary>
    /// <exception cref="FormatException">Not such a file.</exception>
    public static NpyArray Open(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> prelude = stackalloc byte[PreludeBytes];
        if (file.ReadAtLeast(prelude, PreludeBytes, throwOnEndOfStream: false) < PreludeBytes || !prelude[..6].SequenceEqual(Magic) || prelude[6] != 1)
        {
            throw new FormatException($"{path} is not a .npy file of format 1.0");
        }

        var length = prelude[8] | (prelude[9] << 8);
        var header = new byte[length];
        file.ReadExactly(header);
        var match = Header().Match(Encoding.ASCII.GetString(header));
        if (!match.Success || match.Groups["order"].Value == "True") throw new FormatException($"{path} has a header that is not C order or cannot be read");
        var shape = match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList();
        var type = match.Groups["type"].Value;
        if (!Types.Contains(type)) throw new FormatException($"{path} holds {type}, expected one of {string.Join(", ", Types)}");
        return new NpyArray(type, shape) { _path = path, _start = PreludeBytes + length };
    }

    /// <summary>All values as a row-major array of <typeparamref name="T"/>, whose size must be the dtype's.</summary>
    public T[] ReadAll<T>()
        where T : unmanaged => Read<T>(0, Shape.Aggregate(1, (product, length) => product * length));

    /// <summary>The values of one row of the first dimension.</summary>
    public T[] ReadRow<T>(int row)
        where T : unmanaged
    {
        if (row < 0 || row >= Shape[0]) throw new FormatException($"{_path} has {Shape[0]} rows; there is no row {row}");
        var length = Shape.Skip(1).Aggregate(1, (product, size) => product * size);
        return Read<T>((long)row * length, length);
    }

    private T[] Read<T>(long first, int count)
        where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        if (size != Type[^1] - '0') throw new FormatException($"{_path} holds {Type}, expected items of {size} bytes");
        var values = new T[count];
        using var file = File.OpenHandle(_path);
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        for (var read = 0; read < bytes.Length;)
        {
            var got = RandomAccess.Read(file, bytes[read..], _start + (first * size) + read);
            if (got == 0) throw new FormatException($"{_path} ends early");
            read += got;
        }

        return values;
    }

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)',\s*'fortran_order':\s*(?<order>True|False),\s*'shape':\s*\((?<shape>[^)]*)\)")]
    private static partial Regex Header();
}
