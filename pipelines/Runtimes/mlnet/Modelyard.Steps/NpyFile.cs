using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Modelyard.Steps;

/// <summary>
/// Arrays as <c>.npy</c> files of format 1.0, little-endian, C order, to the byte as NumPy writes them. Source: NumPy Enhancement
/// Proposal 1.
/// </summary>
internal static partial class NpyFile
{
    private const int Alignment = 64;
    private static readonly byte[] Prelude = [0x93, .. "NUMPY"u8, 1, 0];

    /// <summary>Writes an array of bool, byte, int, long, float or double.</summary>
    /// <param name="shape">Lengths of the dimensions; one dimension of all values where none is given.</param>
    public static void Write<T>(string path, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        using var file = shape.IsEmpty ? Start<T>(path, values.Length) : Start<T>(path, shape);
        file.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Writes what stands before the values, which are to follow.</summary>
    /// <param name="shape">Lengths of the dimensions; at least one.</param>
    public static FileStream Start<T>(string path, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        var lengths = shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape.ToArray())})";
        var header = $"{{'descr': '{TypeOf<T>()}', 'fortran_order': False, 'shape': {lengths}, }}";
        // Padded so that the values begin at a multiple of 64 bytes; a newline ends the header.
        var length = Prelude.Length + 2 + header.Length + 1;
        var padded = header + new string(' ', (Alignment - length % Alignment) % Alignment) + '\n';
        var file = File.Create(path);
        file.Write(Prelude);
        file.Write([(byte)padded.Length, (byte)(padded.Length >> 8)]);
        file.Write(Encoding.ASCII.GetBytes(padded));
        return file;
    }

    /// <summary>Reads an array whose values are of this type.</summary>
    /// <exception cref="StepFailure">The file is none, or holds another type.</exception>
    public static T[] Read<T>(string path, out int[] shape)
        where T : unmanaged
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[Prelude.Length + 2];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..Prelude.Length].SequenceEqual(Prelude))
        {
            throw new StepFailure($"{path} is not a .npy file of format 1.0");
        }

        var text = new byte[start[^2] | (start[^1] << 8)];
        file.ReadExactly(text);
        var header = Header().Match(Encoding.ASCII.GetString(text));
        if (!header.Success) throw new StepFailure($"{path} has a header that is not C order or cannot be read");
        if (header.Groups["type"].Value is var type && type != TypeOf<T>()) throw new StepFailure($"{path} holds {type}, expected {TypeOf<T>()}");
        shape = [.. header.Groups["shape"].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
        var values = new T[shape.Aggregate(1, (product, length) => checked(product * length))];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Reads an array of one dimension.</summary>
    public static T[] Read<T>(string path)
        where T : unmanaged => Read<T>(path, out _);

    private static string TypeOf<T>() => typeof(T) switch
    {
        var type when type == typeof(bool) => "|b1",
        var type when type == typeof(byte) => "|u1",
        var type when type == typeof(int) => "<i4",
        var type when type == typeof(long) => "<i8",
        var type when type == typeof(float) => "<f4",
        var type when type == typeof(double) => "<f8",
        var type => throw new NotSupportedException($"no array of {type.Name} flows between steps"),
    };

    [GeneratedRegex(@"^\{'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[0-9, ]*)\), \} *\n$")]
    private static partial Regex Header();
}
