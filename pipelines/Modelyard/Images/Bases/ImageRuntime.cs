using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Images.Bases;

/// <summary>A runtime as it is in images: the layers at their bottom, and what steps on it are keyed by.</summary>
/// <param name="Spec">Merged with what it extends.</param>
/// <param name="Layers">From the base upwards.</param>
/// <param name="Lock">What it is, exactly. Where a host's is the same, so are the keys of steps.</param>
/// <param name="Interpreter">Absolute path in the image of <c>python3</c>, or of <c>dotnet</c>.</param>
/// <param name="Packages">What the layers hold.</param>
public sealed record ImageRuntime(
    RuntimeSpec Spec, IReadOnlyList<ImageLayer> Layers, RuntimeLock Lock, string Interpreter, IReadOnlyList<InstalledPackage> Packages)
{
    /// <summary>Where Debian's Python is.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>Variables that the base sets and a container keeps.</summary>
    public IReadOnlyDictionary<string, string> BaseEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>The base's manifest and name, where it is an image.</summary>
    public (string Digest, string Name)? Base { get; init; }
}
