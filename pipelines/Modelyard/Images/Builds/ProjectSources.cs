using System.Xml.Linq;

namespace Modelyard.Images.Builds;

/// <summary>
/// The files that a C# project is compiled of, by what its own file says: those below it, those that it takes in from elsewhere, and those of projects that it
/// refers to.
/// </summary>
/// <remarks>Read, and not asked of the compiler's tools, which take a second to answer: it is looked at whenever an image is built.</remarks>
internal static class ProjectSources
{
    private const string Everything = "**";

    /// <summary>The project and its sources, in an order of their own: absolute paths, each once.</summary>
    /// <param name="project">A <c>.csproj</c>, absolute.</param>
    public static IEnumerable<string> Of(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        var items = XDocument.Load(project).Descendants().ToList();
        var taken = Includes(items, "Compile").Concat(Includes(items, "EmbeddedResource")).SelectMany(path => Matching(folder, path));
        var imported = items.Where(item => item.Name.LocalName == "Import").Select(item => item.Attribute("Project")?.Value).OfType<string>().SelectMany(path => Matching(folder, path));
        var referred = Includes(items, "ProjectReference").SelectMany(path => Matching(folder, path)).SelectMany(Of);
        return Below(folder).Concat(taken).Concat(imported).Concat(referred).Distinct();
    }

    private static IEnumerable<string> Below(string folder) => Sorted(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" && !Path.GetRelativePath(folder, file).Split('/').Any(part => part is "bin" or "obj"));

    private static IEnumerable<string> Includes(IEnumerable<XElement> items, string kind) => items
        .Where(item => item.Name.LocalName == kind)
        .SelectMany(item => (item.Attribute("Include")?.Value ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // A wildcard stands in the name of a file, or as a folder that means all folders below. What the SDK's own properties lead to comes with the SDK.
    private static IEnumerable<string> Matching(string folder, string path)
    {
        var whole = path.Replace("$(MSBuildThisFileDirectory)", "", StringComparison.OrdinalIgnoreCase).Replace('\\', '/');
        if (whole.Contains("$(", StringComparison.Ordinal)) return [];
        var (place, name) = (Path.GetDirectoryName(whole)!, Path.GetFileName(whole));
        var recursive = Path.GetFileName(place) == Everything;
        var above = Path.GetFullPath(Path.Combine(folder, recursive ? Path.GetDirectoryName(place)! : place));
        return Directory.Exists(above) ? Sorted(above, name, recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly) : [];
    }

    private static IEnumerable<string> Sorted(string folder, string name, SearchOption depth) => Directory.EnumerateFiles(folder, name, depth).Order(StringComparer.Ordinal);
}
