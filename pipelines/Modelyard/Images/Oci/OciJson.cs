using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>Reads and writes the documents of the specification. Equal documents are equal bytes: keys are sorted, nulls left out.</summary>
public static class OciJson
{
    public static byte[] Bytes(ImageManifest manifest) => Bytes(manifest, OciJsonContext.Default.ImageManifest);

    public static byte[] Bytes(ImageIndex index) => Bytes(index, OciJsonContext.Default.ImageIndex);

    public static byte[] Bytes(ImageConfiguration configuration) => Bytes(configuration, OciJsonContext.Default.ImageConfiguration);

    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8004.</exception>
    /// <param name="place">Which document, for the message.</param>
    public static ImageManifest Manifest(ReadOnlySpan<byte> bytes, string place) => Read(bytes, OciJsonContext.Default.ImageManifest, place);

    /// <inheritdoc cref="Manifest"/>
    public static ImageIndex Index(ReadOnlySpan<byte> bytes, string place) => Read(bytes, OciJsonContext.Default.ImageIndex, place);

    /// <inheritdoc cref="Manifest"/>
    public static ImageConfiguration Configuration(ReadOnlySpan<byte> bytes, string place) => Read(bytes, OciJsonContext.Default.ImageConfiguration, place);

    private static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => CanonicalJson.Bytes(JsonSerializer.SerializeToNode(value, type));

    private static T Read<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type, string place)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw OciCodes.BadDocument.Failure($"{place} is null; expected a JSON object");
        }
        catch (JsonException unreadable)
        {
            throw OciCodes.BadDocument.Failure($"{place} is not a {type.Type.Name} of the OCI specification: {unreadable.Message}");
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageConfiguration))]
internal sealed partial class OciJsonContext : JsonSerializerContext;
