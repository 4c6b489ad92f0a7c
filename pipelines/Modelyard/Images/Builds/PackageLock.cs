using System.Text.Json;

namespace Modelyard.Images.Builds;

/// <summary>Reads NuGet's <c>packages.lock.json</c>: which version of each package a restore settled on.</summary>
internal static class PackageLock
{
    /// <summary>The file's name, beside the project.</summary>
    public const string FileName = "packages.lock.json";

    /// <summary>Package → version, those that others brought too, over all targets of the project.</summary>
    public static SortedDictionary<string, string> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var packages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var package in document.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
        {
            if (package.Value.TryGetProperty("resolved", out var version)) packages[package.Name] = version.GetString()!;
        }

        return packages;
    }
}
