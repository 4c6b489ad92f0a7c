namespace Modelyard.Bench.Measuring;

/// <summary>Where the repository is that this program was built in.</summary>
internal static class Sources
{
    /// <summary>A file or folder by its path in the repository.</summary>
    public static string PathOf(params string[] path) => Path.Combine([Root(), .. path]);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Modelyard.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"there is no Modelyard.slnx above {AppContext.BaseDirectory}");
    }
}
