using Modelyard.Images.Builds;

namespace Modelyard.Images.Runtimes;

/// <summary>What set-up must know about the machine.</summary>
public sealed record HostSystem
{
    /// <summary>Whether packages come from apt: Debian, Ubuntu, and what says that it is like them.</summary>
    public required bool HasApt { get; init; }

    /// <summary>Whether we may install packages.</summary>
    public required bool IsRoot { get; init; }

    /// <summary>The Python that the user prefers (<c>YARD_PYTHON</c>); <see langword="null"/> where none is named.</summary>
    public string? PreferredPython { get; init; }

    /// <summary>Interpreters to try after the preferred one and the store's own, best first.</summary>
    public required IReadOnlyList<string> Pythons { get; init; }

    /// <summary>By what components in C# are built; <see langword="null"/> where it is not installed.</summary>
    public DotnetSdk? Dotnet { get; init; }

    /// <summary>This machine.</summary>
    public static HostSystem Current()
    {
        var path = SearchPath.Folders;
        var python = OperatingSystem.IsWindows() ? "python.exe" : "python3";
        return new()
        {
            HasApt = IsLikeDebian("/etc/os-release"),
            IsRoot = Environment.IsPrivilegedProcess,
            Dotnet = DotnetSdk.Find(),
            PreferredPython = Environment.GetEnvironmentVariable("YARD_PYTHON") is { Length: > 0 } preferred
                ? OnPath(path, preferred) ?? Path.GetFullPath(preferred)
                : null,
            // The system's own has Debian's packages; the first one on the PATH may be anything.
            Pythons = [.. new[] { HostState.SystemPython, OnPath(path, python) }.OfType<string>().Distinct().Where(File.Exists)],
        };
    }

    /// <summary>Whether an os-release file gives debian or ubuntu as its ID or among ID_LIKE.</summary>
    internal static bool IsLikeDebian(string osRelease) =>
        File.Exists(osRelease) && File.ReadLines(osRelease)
            .Where(line => line.StartsWith("ID=", StringComparison.Ordinal) || line.StartsWith("ID_LIKE=", StringComparison.Ordinal))
            .SelectMany(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"', '\'').Split(' '))
            .Any(name => name is "debian" or "ubuntu");

    private static string? OnPath(IEnumerable<string> path, string program) => program.Contains('/', StringComparison.Ordinal)
        ? null
        : path.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
