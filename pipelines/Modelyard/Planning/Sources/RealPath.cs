namespace Modelyard.Planning.Sources;

/// <summary>Paths without symbolic links.</summary>
internal static class RealPath
{
    /// <summary>The same folder, every link in its path followed; no final slash.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent) return full;
        var here = new DirectoryInfo(Path.Combine(Of(parent), Path.GetFileName(full)));
        return here.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Of(target.FullName) : here.FullName;
    }
}
