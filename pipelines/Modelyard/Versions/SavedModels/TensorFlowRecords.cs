using System.Buffers.Binary;
using System.Numerics;

namespace Modelyard.Versions.SavedModels;

/// <summary>
/// TensorFlow's file of records: for each its length (64 bits, little-endian), the masked CRC-32C of that, its bytes, and the masked CRC-32C of these.
/// </summary>
/// <remarks>Format: TensorFlow, “TFRecords format details”; CRC-32C: RFC 3720, appendix B.4.</remarks>
internal static class TensorFlowRecords
{
    private const uint Mask = 0xa282ead8;

    public static byte[] Of(IEnumerable<byte[]> records)
    {
        using var file = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        foreach (var record in records)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)record.Length);
            file.Write(length);
            WriteChecksum(file, length);
            file.Write(record);
            WriteChecksum(file, record);
        }

        return file.ToArray();
    }

    private static void WriteChecksum(MemoryStream file, ReadOnlySpan<byte> bytes)
    {
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        // Turned and shifted, since a checksum over data that holds checksums would be weak.
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, BitOperations.RotateRight(Crc32C(bytes), 15) + Mask);
        file.Write(checksum);
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes) sum = BitOperations.Crc32C(sum, value);
        return ~sum;
    }
}
