using System.Text.Json.Serialization;
using Modelyard.Content;
using Modelyard.Images.Layers;
using Modelyard.Images.Runtimes;

namespace Modelyard.Images.Bases;

/// <summary>A layer of Debian packages over another.</summary>
internal sealed record DebianStage
{
    /// <summary>Digest of what it was made of.</summary>
    public required Digest Key { get; init; }

    public required LayerDigest Layer { get; init; }

    /// <summary>Whether it changes nothing: all of its packages were there.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>All packages of the root that it ends in.</summary>
    public required IReadOnlyList<InstalledPackage> Packages { get; init; }

    /// <summary>What its Python answered, where it was asked.</summary>
    public ProbeReport? Report { get; init; }

    /// <summary>The files of the BLAS that the report names, with their digests.</summary>
    public Dictionary<string, Digest> BlasFiles { get; init; } = [];
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DebianStage))]
internal sealed partial class BaseJson : JsonSerializerContext;
