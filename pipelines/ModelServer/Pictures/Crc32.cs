namespace Modelyard.ModelServer.Pictures;

/// <summary>The checksum of PNG chunks: CRC-32 with the polynomial of ISO/IEC 15948, annex D.</summary>
internal static class Crc32
{
    private const uint Reversed = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Divide((uint)value))];

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var remainder = uint.MaxValue;
        foreach (var value in data)
        {
            remainder = Table[(byte)(remainder ^ value)] ^ (remainder >> 8);
        }

        return ~remainder;
    }

    private static uint Divide(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Reversed;
        }

        return value;
    }
}
