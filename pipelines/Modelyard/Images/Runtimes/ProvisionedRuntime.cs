using Modelyard.Diagnostics;
using Modelyard.Images.Requirements;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>A runtime that is ready on this machine.</summary>
/// <param name="Spec">Merged with what it extends.</param>
/// <param name="Interpreter">Absolute path of the Python that has its packages, or of <c>dotnet</c> where components are built on it; else <see langword="null"/>.</param>
/// <param name="Lock">What it is, exactly.</param>
/// <param name="Environment">Variables that every step and server on it gets.</param>
public sealed record ProvisionedRuntime(
    RuntimeSpec Spec, string? Interpreter, RuntimeLock Lock, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Of .NET: package → version, all that a component in C# may be built with.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; init; } = new Dictionary<string, string>();
}

/// <summary>All that was needed and is ready.</summary>
/// <param name="Runtimes">Name → runtime.</param>
/// <param name="Warnings">What is not as it should be, though the work can go on.</param>
public sealed record Provision(IReadOnlyDictionary<string, ProvisionedRuntime> Runtimes, IReadOnlyList<Diagnostic> Warnings)
{
    /// <summary>Model → what its own components run in, where it brings packages.</summary>
    public IReadOnlyDictionary<string, ModelEnvironment> Environments { get; init; } = new Dictionary<string, ModelEnvironment>();

    /// <summary>Model → package of Debian → version, of those that its own components need.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Debian { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();
}
