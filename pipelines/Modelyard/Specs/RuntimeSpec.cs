namespace Modelyard.Specs;

/// <summary>What steps and servers run on: <c>pipelines/Runtimes/&lt;name&gt;/runtime.yaml</c>.</summary>
public sealed record RuntimeSpec
{
    /// <summary>The runtime's name, equal to its folder's.</summary>
    [Form(TextForm.Name)]
    public required string Name { get; init; }

    /// <summary>One sentence for the catalogue.</summary>
    public required string Description { get; init; }

    /// <summary>python or dotnet.</summary>
    [OneOf("python", "dotnet")]
    public required string Language { get; init; }

    /// <summary>Another runtime whose packages, libraries and environment this one has as well.</summary>
    public string? Extends { get; init; }

    /// <summary>Language packages.</summary>
    public IReadOnlyList<RuntimePackageSpec> Packages { get; init; } = [];

    /// <summary>Native libraries whose choice changes results.</summary>
    public IReadOnlyList<RuntimeLibrarySpec> Libraries { get; init; } = [];

    /// <summary>Variables that every step and server on this runtime gets; part of the lock.</summary>
    [Form(TextForm.Variable)]
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How it serves; left out where it only runs steps.</summary>
    public RuntimeServesSpec? Serves { get; init; }
}

/// <summary>A package of the runtime's language.</summary>
public sealed record RuntimePackageSpec
{
    /// <summary>The module that is there when the package is.</summary>
    public required string Import { get; init; }

    /// <summary>Its package in Debian and Ubuntu.</summary>
    public required string Debian { get; init; }

    /// <summary>Its name in the language's own index.</summary>
    public required string Pip { get; init; }

    /// <summary>The oldest version that will do.</summary>
    [Form(TextForm.PackageVersion)]
    public string? AtLeast { get; init; }
}

/// <summary>A native library.</summary>
public sealed record RuntimeLibrarySpec
{
    /// <summary>What the lock calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Its package in Debian and Ubuntu.</summary>
    public required string Debian { get; init; }
}

/// <summary>How a runtime serves a version.</summary>
public sealed record RuntimeServesSpec
{
    /// <summary>
    /// What the artifact must hold: python (states and code), onnx (one graph), mlnet (one model that ML.NET saved) or tensorflow (states and code, and a SavedModel that
    /// TensorFlow Serving computes).
    /// </summary>
    [OneOf("python", "onnx", "mlnet", "tensorflow")]
    public required string Kind { get; init; }

    /// <summary>The server's folder in <c>pipelines/</c>.</summary>
    public required string Program { get; init; }

    /// <summary>The command line; <c>{program}</c> stands for the server's folder.</summary>
    public required string Command { get; init; }

    /// <summary>
    /// Modules of Python that every server of this runtime imports. Servers on one machine are then forked from a process that has
    /// imported them: they start sooner and share that memory. The command must be <c>python3 -m …</c>.
    /// </summary>
    public IReadOnlyList<string> Preload { get; init; } = [];
}
