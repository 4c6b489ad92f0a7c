using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>What an interpreter answered to the <see cref="ProbeScript"/>.</summary>
internal sealed record ProbeReport
{
    /// <summary>The program that really runs, where the candidate was a shim.</summary>
    public required string Interpreter { get; init; }

    /// <summary><c>cpython</c>, <c>pypy</c>.</summary>
    public required string Implementation { get; init; }

    /// <summary>Three numbers.</summary>
    public required string Version { get; init; }

    /// <summary>Distribution → version, of those asked for that can be imported.</summary>
    public required IReadOnlyDictionary<string, string> Packages { get; init; }

    /// <summary>The BLAS that NumPy uses; <see langword="null"/> where it was not asked for or none was found.</summary>
    public BlasReport? Blas { get; init; }

    /// <summary>Absolute paths whose change makes this report doubtful.</summary>
    public required IReadOnlyList<string> Watched { get; init; }

    /// <summary>The packages of a runtime that are not there or too old.</summary>
    public IReadOnlyList<RuntimePackageSpec> Missing(RuntimeSpec runtime) =>
        [.. runtime.Packages.Where(package => !Packages.TryGetValue(package.Pip, out var found)
            || (package.AtLeast is not null && !PackageVersion.IsAtLeast(found, package.AtLeast)))];
}

/// <summary>A loaded BLAS.</summary>
internal sealed record BlasReport
{
    /// <summary>OpenBLAS's own description, which begins with its name and version; <see langword="null"/> for any other library.</summary>
    public string? Config { get; init; }

    /// <summary>The kernel in use; <see langword="null"/> for any other library.</summary>
    public string? Core { get; init; }

    /// <summary>The library and LAPACK's, with what they load of the kind: real paths.</summary>
    public required IReadOnlyList<string> Files { get; init; }
}
