namespace Modelyard.Planning;

/// <summary>
/// Changes of the platform's own code: what runs steps, hashes outputs and blesses versions. No key holds it, so what it made is to be trusted only once
/// the change itself is.
/// </summary>
public static class PlatformChanges
{
    private static readonly string[] Files = ["yard", "yard.ps1", "build.sh", "build.ps1", "global.json", "Directory.Build.props", "Directory.Packages.props", "Modelyard.slnx"];
    private static readonly string[] Folders = [".ci/", "build/"];

    /// <summary>The files of it that differ, sorted.</summary>
    public static IReadOnlyList<string> In(SourceChanges changes) => [.. changes.Files.Select(file => file.Path).Where(IsPlatform)];

    private static bool IsPlatform(string path) =>
        ChangeOwner.Of(path).Kind == OwnerKind.Program || Files.Contains(path) || Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));
}
