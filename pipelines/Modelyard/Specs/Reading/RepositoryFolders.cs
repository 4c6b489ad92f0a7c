namespace Modelyard.Specs.Reading;

/// <summary>Where the specs of a repository are.</summary>
internal static class RepositoryFolders
{
    /// <summary>The folders in a folder, relative to the root, sorted; hidden ones and <c>__pycache__</c> left out.</summary>
    public static IReadOnlyList<string> In(string root, string parent)
    {
        var folder = new DirectoryInfo(Path.Combine(root, parent));
        return !folder.Exists ? [] : [.. folder.EnumerateDirectories()
            .Where(child => !child.Name.StartsWith('.') && child.Name != "__pycache__")
            .Select(child => $"{parent}/{child.Name}")
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The release files of these models, relative to the root, sorted.</summary>
    public static IReadOnlyList<string> Releases(string root, IEnumerable<string> models) => [.. models
        .Select(model => new DirectoryInfo(Path.Combine(root, model, "releases")))
        .Where(folder => folder.Exists)
        .SelectMany(folder => folder.EnumerateFiles("*.yaml").Select(file => $"models/{folder.Parent!.Name}/releases/{file.Name}"))
        .Order(StringComparer.Ordinal)];

    /// <summary>Whether anything says that this is a repository of ours.</summary>
    public static bool IsRepository(string root) =>
        Directory.Exists(Path.Combine(root, "models")) || Directory.Exists(Path.Combine(root, "pipelines"));
}
