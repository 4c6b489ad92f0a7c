using Modelyard.Images.Layers;

namespace Modelyard.Images.Bases;

/// <summary>What a layer must hold so that one root over it is another.</summary>
internal static class RootDifference
{
    private const string Whiteout = ".wh."; // OCI image specification 1.1, “Whiteouts”.

    /// <param name="below">The root that is there; none for the first layer.</param>
    /// <param name="above">The root that is wanted.</param>
    public static LayerContent Between(IReadOnlyList<RootEntry> below, IReadOnlyList<RootEntry> above)
    {
        var there = below.ToDictionary(entry => entry.Entry.Path, StringComparer.Ordinal);
        var wanted = above.Select(entry => entry.Entry.Path).ToHashSet(StringComparer.Ordinal);
        var changed = above.Where(entry => !there.TryGetValue(entry.Entry.Path, out var known) || !known.IsSame(entry)).Select(entry => entry.Entry).ToList();
        var folders = above.Where(entry => entry.Entry.Kind == EntryKind.Folder).ToDictionary(entry => entry.Entry.Path, entry => entry.Entry, StringComparer.Ordinal);
        // Folders between keep the mode and owner that they have below: a layer that names them without would change both.
        var between = changed.SelectMany(entry => Above(entry.Path)).Distinct().Where(folders.ContainsKey).Select(path => folders[path]);
        var removed = below.Select(entry => entry.Entry.Path)
            .Where(path => !wanted.Contains(path) && Above(path).All(folder => wanted.Contains(folder)))
            .Select(path => LayerEntry.File(Path.Combine(Path.GetDirectoryName(path)!, Whiteout + Path.GetFileName(path)), executable: false, EntryContent.Of(ReadOnlyMemory<byte>.Empty)));
        return new LayerContent([.. changed.Concat(between).DistinctBy(entry => entry.Path), .. removed]);
    }

    private static IEnumerable<string> Above(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1)) yield return path[..slash];
    }
}
