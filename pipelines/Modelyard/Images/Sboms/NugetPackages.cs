using System.Text.Json;
using Modelyard.Images.Bases;

namespace Modelyard.Images.Sboms;

/// <summary>The packages in a published program of .NET, as its <c>*.deps.json</c> lists them.</summary>
internal static class NugetPackages
{
    /// <param name="folder">The program's folder; one without such a file has none.</param>
    public static IReadOnlyList<InstalledPackage> Of(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.deps.json").SelectMany(OfFile).Distinct().OrderBy(package => package.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<InstalledPackage> OfFile(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        if (!document.RootElement.TryGetProperty("libraries", out var libraries)) yield break;
        foreach (var library in libraries.EnumerateObject())
        {
            if (!library.Value.TryGetProperty("type", out var type) || type.GetString() != "package") continue;
            if (library.Name.Split('/') is [var name, var version]) yield return new InstalledPackage("nuget", name, version);
        }
    }
}
