using System.IO.Enumeration;

namespace Modelyard.Images.Runtimes;

/// <summary>Looks for files of the host by absolute path or glob.</summary>
internal static class HostFiles
{
    /// <summary>Whether at least one file or folder matches; <c>*</c> and <c>?</c> match within one name.</summary>
    public static bool Exist(string pattern)
    {
        IEnumerable<string> found = [Path.GetPathRoot(pattern)!];
        foreach (var name in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = name.AsSpan().ContainsAny('*', '?')
                ? found.SelectMany(folder => Entries(folder, name))
                : found.Select(folder => Path.Combine(folder, name)).Where(Path.Exists);
        }

        return found.Any();
    }

    private static IEnumerable<string> Entries(string folder, string name)
    {
        if (!Directory.Exists(folder)) return [];
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Where(entry => FileSystemName.MatchesSimpleExpression(name, Path.GetFileName(entry), ignoreCase: false))];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}
