namespace Modelyard.Images.Bases;

/// <summary>Where packages of a release come from.</summary>
internal static class DebianSources
{
    private const string Release = "/etc/os-release";
    private const string Single = "/etc/apt/sources.list";
    private const string Several = "/etc/apt/sources.list.d";

    /// <summary>This machine's own lists where it is of the same release; none, for Debian's own archive, where it is not.</summary>
    public static IReadOnlyList<string> Of(string suite)
    {
        if (!File.Exists(Release) || !File.ReadLines(Release).Contains($"VERSION_CODENAME={suite}") || !File.ReadLines(Release).Contains("ID=debian")) return [];
        IEnumerable<string> lists = Directory.Exists(Several) ? Directory.EnumerateFiles(Several, "debian.sources").Order(StringComparer.Ordinal) : [];
        return [.. new[] { Single }.Where(file => File.Exists(file) && new FileInfo(file).Length > 0), .. lists];
    }
}
