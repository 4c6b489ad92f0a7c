namespace Modelyard.Running.Execution;

/// <summary>Finds host files by an absolute path whose parts may hold <c>*</c> and <c>?</c>.</summary>
public static class HostFiles
{
    /// <summary>The files that match, sorted; <c>*</c> never crosses a slash.</summary>
    public static IReadOnlyList<string> Matching(string pattern)
    {
        IEnumerable<string> places = ["/"];
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts[..^1]) places = places.SelectMany(place => Folders(place, part));
        return [.. places.SelectMany(place => Files(place, parts[^1])).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Folders(string place, string part) =>
        IsPattern(part) ? Readable(place) ? Directory.EnumerateDirectories(place, part) : []
        : Directory.Exists(Path.Combine(place, part)) ? [Path.Combine(place, part)] : [];

    private static IEnumerable<string> Files(string place, string part) =>
        IsPattern(part) ? Readable(place) ? Directory.EnumerateFiles(place, part) : []
        : File.Exists(Path.Combine(place, part)) ? [Path.Combine(place, part)] : [];

    private static bool IsPattern(string part) => part.AsSpan().ContainsAny('*', '?');

    private static bool Readable(string place) => Directory.Exists(place);
}
