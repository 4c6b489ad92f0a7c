using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Modelyard.Content;

/// <summary>A SHA-256 digest, written <c>sha256:&lt;64 hexadecimal digits&gt;</c> as OCI does.</summary>
/// <param name="Hex">64 lower-case hexadecimal digits.</param>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest(string Hex)
{
    private const string Prefix = "sha256:";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The first twelve digits: enough for people, never for a key.</summary>
    public string Short => Hex[..12];

    /// <summary>The digest of these bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Reads the written form.</summary>
    /// <exception cref="FormatException">The text is not <c>sha256:</c> and 64 lower-case hexadecimal digits.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException($"'{text}' is not a digest; expected sha256:<64 hexadecimal digits>");

    /// <summary>Reads the written form, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        var valid = text is not null
            && text.Length == Prefix.Length + 64
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.AsSpan(Prefix.Length).IndexOfAnyExcept(HexDigits) < 0;
        digest = valid ? new Digest(text![Prefix.Length..]) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + Hex;
}

internal sealed class DigestJsonConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.TryParse(reader.GetString(), out var digest) ? digest : throw new JsonException("expected sha256:<64 hexadecimal digits>");

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
