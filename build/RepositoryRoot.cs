namespace Modelyard.Build;

/// <summary>The folder that all tasks work in.</summary>
public static class RepositoryRoot
{
    /// <summary>What tells it from other folders.</summary>
    private const string Mark = "Modelyard.slnx";

    /// <summary>The one around the current folder, or around this program.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string Find() => new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory }.SelectMany(Above).FirstOrDefault(folder => File.Exists(Path.Combine(folder, Mark)))
        ?? throw new DirectoryNotFoundException($"no folder above {Directory.GetCurrentDirectory()} or {AppContext.BaseDirectory} has a {Mark}; run build.sh of the repository");

    private static IEnumerable<string> Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent) yield return folder.FullName;
    }
}
