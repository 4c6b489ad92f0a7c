using System.Text;
using System.Text.Json.Serialization;
using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>Content by what it is: type, digest, size.</summary>
/// <param name="Size">Bytes.</param>
/// <remarks>OCI image specification 1.1, “Descriptor”.</remarks>
public sealed record Descriptor(
    [property: JsonPropertyName("mediaType")] string MediaType,
    [property: JsonPropertyName("digest")] Digest Digest,
    [property: JsonPropertyName("size")] long Size)
{
    /// <summary>The bytes of <see cref="Empty"/>.</summary>
    public static ReadOnlyMemory<byte> EmptyBytes { get; } = Encoding.ASCII.GetBytes("{}");

    /// <summary>The empty JSON object, which stands where a manifest must name a configuration and there is none.</summary>
    public static Descriptor Empty { get; } = Of(MediaTypes.Empty, EmptyBytes.Span);

    /// <summary>What kind of artifact a manifest is, in an index.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }

    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What a manifest runs on, in an index.</summary>
    [JsonPropertyName("platform")]
    public Platform? Platform { get; init; }

    /// <summary>Where else the content is.</summary>
    [JsonPropertyName("urls")]
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>What these bytes are.</summary>
    public static Descriptor Of(string mediaType, ReadOnlySpan<byte> content) => new(mediaType, Digest.Of(content), content.Length);

    /// <summary>Whether both are the same content, whatever is said about it.</summary>
    public bool IsSameContent(Descriptor other) => Digest == other.Digest && Size == other.Size;

    /// <summary><c>sha256:…, 1234 bytes</c></summary>
    public override string ToString() => $"{Digest}, {Size} bytes";
}

/// <summary>What an image runs on.</summary>
/// <param name="Architecture">As Go's <c>GOARCH</c>: <c>amd64</c>, <c>arm64</c>.</param>
/// <param name="Os">As Go's <c>GOOS</c>: <c>linux</c>.</param>
public sealed record Platform(
    [property: JsonPropertyName("architecture")] string Architecture,
    [property: JsonPropertyName("os")] string Os,
    [property: JsonPropertyName("variant")] string? Variant = null)
{
    /// <summary>The platform that steps and servers run on.</summary>
    public static Platform LinuxAmd64 { get; } = new("amd64", "linux");

    /// <summary><c>linux/amd64</c></summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
