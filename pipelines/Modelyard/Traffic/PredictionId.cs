using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Modelyard.Content;

namespace Modelyard.Traffic;

/// <summary>
/// Names one answer: a ULID (26 characters of Crockford's base 32: 48 bits of milliseconds since 1970, then 80 random bits) and
/// the first 12 hexadecimal digits of the identity that answered, joined by <c>-</c>. Ids sort by time.
/// </summary>
/// <param name="Ulid">26 characters.</param>
/// <param name="Version">12 hexadecimal digits; all 0 where no version answered.</param>
public readonly record struct PredictionId(string Ulid, string Version)
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // without I, L, O and U
    private const int UlidLength = 26;
    private const int VersionLength = 12;
    private static readonly string NoVersion = new('0', VersionLength);

    /// <summary>When the request came, to the millisecond.</summary>
    public DateTimeOffset Time =>
        DateTimeOffset.FromUnixTimeMilliseconds(Ulid.Take(10).Aggregate(0L, (sum, digit) => (sum << 5) | (uint)Alphabet.IndexOf(digit)));

    /// <summary>Whether a version answered.</summary>
    public bool HasVersion => Version != NoVersion;

    /// <summary>A new id, of no version yet.</summary>
    public static PredictionId New(TimeProvider time)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        var milliseconds = (UInt128)(ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        var value = (milliseconds << 80) | (System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes) >> 48);
        return new PredictionId(
            string.Create(UlidLength, value, (characters, rest) =>
            {
                for (var i = UlidLength - 1; i >= 0; i--, rest >>= 5) characters[i] = Alphabet[(int)(rest & 31)];
            }),
            NoVersion);
    }

    /// <summary>The same request, answered by this version.</summary>
    public PredictionId By(Digest identity) => this with { Version = identity.Hex[..VersionLength] };

    /// <summary>Reads the written form, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PredictionId id)
    {
        var valid = text is { Length: UlidLength + 1 + VersionLength }
            && text[UlidLength] == '-'
            && text[0] <= '7' // 128 bits are 26 digits of 5 bits but for two
            && text[..UlidLength].All(Alphabet.Contains)
            && text[(UlidLength + 1)..].All(char.IsAsciiHexDigitLower);
        id = valid ? new PredictionId(text![..UlidLength], text[(UlidLength + 1)..]) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Ulid}-{Version}";
}
