namespace Modelyard.Images.Runtimes;

/// <summary>Where programs are looked for on this machine.</summary>
internal static class SearchPath
{
    /// <summary>The folders of PATH, in its order.</summary>
    public static string[] Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
