using Modelyard.Images.Runtimes;

namespace Modelyard.Images.Builds;

/// <summary>The .NET SDK of this machine, by which components in C# are built.</summary>
/// <param name="Program">Absolute path of <c>dotnet</c>.</param>
/// <param name="Version">The newest that the program can run.</param>
public sealed record DotnetSdk(string Program, Version Version)
{
    /// <summary>The least major version that knows the target framework of components.</summary>
    public const int Major = 10;

    /// <summary>Where programs find .NET by <c>DOTNET_ROOT</c>.</summary>
    public string Root => Path.GetDirectoryName(Program)!;

    /// <summary>The one that started us, else the first where they are usually installed; <see langword="null"/> where there is none.</summary>
    public static DotnetSdk? Find()
    {
        var home = Environment.GetEnvironmentVariable("HOME");
        IEnumerable<string?> folders =
        [
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            Path.GetDirectoryName(Environment.ProcessPath),
            .. SearchPath.Folders,
            home is null ? null : Path.Combine(home, ".dotnet"),
            "/usr/share/dotnet",
            "/usr/lib/dotnet",
            "/usr/local/share/dotnet",
        ];
        return folders.OfType<string>().Select(At).FirstOrDefault(sdk => sdk is not null);
    }

    /// <summary>The SDK beside this folder's <c>dotnet</c>, which may be a link.</summary>
    internal static DotnetSdk? At(string folder)
    {
        var program = new FileInfo(Path.Combine(folder, "dotnet"));
        if (!program.Exists) return null;
        var real = program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName;
        var versions = Path.Combine(Path.GetDirectoryName(real)!, "sdk");
        if (!Directory.Exists(versions)) return null;
        var newest = Directory.EnumerateDirectories(versions)
            .Select(version => Version.TryParse(Path.GetFileName(version), out var number) ? number : null)
            .OfType<Version>()
            .Where(version => version.Major >= Major)
            .Max();
        return newest is null ? null : new DotnetSdk(real, newest);
    }
}
