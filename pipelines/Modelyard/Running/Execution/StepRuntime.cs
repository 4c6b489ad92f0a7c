using Modelyard.Content;
using Modelyard.Images.Requirements;

namespace Modelyard.Running.Execution;

/// <summary>A runtime that is there: what a step's command and environment are made with.</summary>
/// <param name="Folder">
/// The folder of its code, relative to the repository's root, which all components on it share: its own, or that of the runtime that it extends.
/// </param>
/// <param name="Interpreter">Absolute path of <c>python3</c> for Python runtimes, of <c>dotnet</c> for those that components in C# are built on.</param>
/// <param name="Lock">Digest of the runtime's lock.</param>
/// <param name="Environment">Variables that the runtime declares.</param>
public sealed record StepRuntime(string Name, string Folder, string Language, string? Interpreter, Digest Lock, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Runtimes on .NET: package → version, all that a component may be built with.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; init; } = new Dictionary<string, string>();

    /// <summary>Package → version, of those that the model brings for its own components; <see langword="null"/> where it brings none. Part of the key.</summary>
    public IReadOnlyDictionary<string, string>? Requirements { get; init; }

    /// <summary>Package of Debian → version, of those that the model needs for its own components; <see langword="null"/> where it needs none. Part of the key.</summary>
    public IReadOnlyDictionary<string, string>? Debian { get; init; }

    /// <summary>What it is called among runtimes where it is that of one model's own components.</summary>
    public static string NameFor(string runtime, string model) => $"{runtime}/{model}";

    /// <summary>The same runtime with what a model brings.</summary>
    public StepRuntime In(ModelEnvironment environment) => this with { Interpreter = environment.Interpreter, Requirements = environment.Packages };
}
