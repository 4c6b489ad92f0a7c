using System.Text.Json;
using System.Text.Json.Serialization;
using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>How an image is run, and what its layers are.</summary>
/// <remarks>OCI image specification 1.1, “Image Configuration”. What others wrote beyond it is kept as it was.</remarks>
public sealed record ImageConfiguration
{
    /// <summary>Left out where the image must be reproducible.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    [JsonPropertyName("os")]
    public required string Os { get; init; }

    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    [JsonPropertyName("config")]
    public ContainerSettings? Config { get; init; }

    [JsonPropertyName("rootfs")]
    public required RootFileSystem RootFileSystem { get; init; }

    /// <summary>One entry a layer, and one for each step that made none.</summary>
    [JsonPropertyName("history")]
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    // Set and not init: the source generator gives init properties to a constructor, which extension data cannot go through.
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>What a container of the image starts with.</summary>
public sealed record ContainerSettings
{
    /// <summary><c>user</c>, <c>uid</c> or <c>uid:gid</c>.</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary><c>8080/tcp</c> → an empty object.</summary>
    [JsonPropertyName("ExposedPorts")]
    public IReadOnlyDictionary<string, JsonElement>? ExposedPorts { get; init; }

    /// <summary><c>NAME=value</c></summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Environment { get; init; }

    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Command { get; init; }

    [JsonPropertyName("Volumes")]
    public IReadOnlyDictionary<string, JsonElement>? Volumes { get; init; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDirectory { get; init; }

    [JsonPropertyName("Labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    // Set and not init: the source generator gives init properties to a constructor, which extension data cannot go through.
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>The layers by the digests of their uncompressed tar archives, from the base upwards.</summary>
public sealed record RootFileSystem([property: JsonPropertyName("diff_ids")] IReadOnlyList<Digest> DiffIds)
{
    [JsonPropertyName("type")]
    public string Type { get; init; } = "layers";
}

/// <summary>Where a layer came from.</summary>
public sealed record HistoryEntry
{
    [JsonPropertyName("created")]
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>Whether this step made no layer.</summary>
    [JsonPropertyName("empty_layer")]
    public bool? EmptyLayer { get; init; }
}
