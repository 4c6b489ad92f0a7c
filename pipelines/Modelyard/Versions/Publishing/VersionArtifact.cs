using System.Text.Json;
using Modelyard.Images.Oci;
using Modelyard.Running.Store;

namespace Modelyard.Versions.Publishing;

/// <summary>
/// How a version is written as an artifact of the OCI image specification. The configuration is its manifest; the layers are those of its
/// serving image that hold the model, and its golden rows. Where it came from refers to it, since that differs from machine to machine.
/// </summary>
public static class VersionArtifact
{
    /// <summary>Artifact type of a version.</summary>
    public const string Type = "application/vnd.modelyard.version.v1+json";

    /// <summary>Media type of a version's manifest.</summary>
    public const string Manifest = "application/vnd.modelyard.version.manifest.v1+json";

    /// <summary>Media type of golden rows.</summary>
    public const string Golden = "application/vnd.modelyard.golden.v1+json";

    /// <summary>Artifact type and media type of where a version came from.</summary>
    public const string Origin = "application/vnd.modelyard.version.origin.v1+json";

    /// <summary>Annotation: the model.</summary>
    public const string Model = "org.modelyard.model";

    /// <summary>Annotation: the candidate.</summary>
    public const string Candidate = "org.modelyard.candidate";

    /// <summary>A document as the store has it: steps stay in the order of the pipeline.</summary>
    internal static MemoryBlob Blob<T>(string mediaType, T document) => new(mediaType, JsonSerializer.SerializeToUtf8Bytes(document, StoreJson.Options));

    /// <summary>Reads a document of a registry.</summary>
    /// <exception cref="Diagnostics.YardException">YARD4021.</exception>
    internal static async Task<T> ReadAsync<T>(IImageRepository repository, Descriptor blob, string what, CancellationToken cancellation)
        where T : class
    {
        if (blob.Size > ManifestContent.MaximumBytes) throw VersionCodes.NotAVersion.Failure($"{what} has {blob.Size} bytes; expected a document of {ManifestContent.MaximumBytes} at most");
        await using var stream = await repository.OpenBlobAsync(blob, cancellation);
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(stream, StoreJson.Options, cancellation) ?? throw new JsonException("null");
        }
        catch (JsonException unreadable)
        {
            throw VersionCodes.NotAVersion.Failure($"{what} cannot be read: {unreadable.Message}");
        }
    }
}
