using Modelyard.Specs;

namespace Modelyard.Tests.Images.Runtimes;

/// <summary>Runtimes to test with.</summary>
internal static class RuntimeSpecs
{
    public static RuntimePackageSpec Numpy { get; } = new() { Import = "numpy", Debian = "python3-numpy", Pip = "numpy", AtLeast = "1.24" };

    public static RuntimePackageSpec Sklearn { get; } = new() { Import = "sklearn", Debian = "python3-sklearn", Pip = "scikit-learn", AtLeast = "1.2" };

    public static RuntimePackageSpec Flask { get; } = new() { Import = "flask", Debian = "python3-flask", Pip = "Flask" };

    public static RuntimeLibrarySpec OpenBlas { get; } = new() { Name = "openblas", Debian = "libopenblas0-pthread" };

    public static RuntimeSpec Python(string name, params IReadOnlyList<RuntimePackageSpec> packages) =>
        new() { Name = name, Description = "A test's.", Language = "python", Packages = packages };

    public static RuntimeSpec Learning { get; } = Python("sklearn", Numpy, Sklearn) with
    {
        Libraries = [OpenBlas],
        Environment = new Dictionary<string, string> { ["OPENBLAS_CORETYPE"] = "Haswell", ["OPENBLAS_NUM_THREADS"] = "1" },
    };

    public static RuntimeSpec Dotnet { get; } = new() { Name = "onnx", Description = "A test's.", Language = "dotnet" };

    public static SpecFile<T> InFile<T>(T spec, string folder) => new(spec, folder, new SourceMap($"{folder}/x.yaml", null));
}
