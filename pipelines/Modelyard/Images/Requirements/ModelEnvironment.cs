using System.Text.Json.Serialization;

namespace Modelyard.Images.Requirements;

/// <summary>A virtual environment that is there: a runtime's Python, and the packages that a model has for itself.</summary>
/// <param name="Interpreter">Absolute path of its <c>python3</c>; beside it are the programs that the packages bring.</param>
/// <param name="Packages">Package → version as it was found installed, of those that the model requires.</param>
public sealed record ModelEnvironment(string Interpreter, IReadOnlyDictionary<string, string> Packages)
{
    /// <summary>The environment as the store keeps it, in <c>environment.json</c>, which is written when all else is.</summary>
    internal const string FileName = "environment.json";
}

/// <summary>What the environment's Python says of what was installed.</summary>
/// <param name="Packages">Those required → version; without those that are not there.</param>
/// <param name="Unmet">What packages need of each other and do not find.</param>
internal sealed record InstalledPackages(IReadOnlyDictionary<string, string> Packages, IReadOnlyList<UnmetNeed> Unmet);

/// <summary>A package that needs another.</summary>
/// <param name="Package">Name, normalised.</param>
/// <param name="Needs">As its metadata say it: <c>numpy&gt;=2</c>.</param>
/// <param name="Name">The name in that, normalised.</param>
/// <param name="Found">The version that is there; <see langword="null"/> where none is.</param>
internal sealed record UnmetNeed(string Package, string Version, string Needs, string Name, string? Found);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ModelEnvironment))]
[JsonSerializable(typeof(InstalledPackages))]
internal sealed partial class EnvironmentJson : JsonSerializerContext;
