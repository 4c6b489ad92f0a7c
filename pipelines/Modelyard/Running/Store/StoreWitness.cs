namespace Modelyard.Running.Store;

/// <summary>
/// The records of the store at a moment, by name, size and time: committed steps and versions. Each is written once, so that one which is
/// there before and after a step must be the same; new ones may have come from steps beside it.
/// </summary>
internal sealed class StoreWitness
{
    private static readonly string[] Lasting = ["steps", "versions"];
    private readonly Dictionary<string, (long Size, DateTime Written)> _files;

    private StoreWitness(Dictionary<string, (long, DateTime)> files) => _files = files;

    public static StoreWitness Of(YardStore store) => new(Files(store));

    /// <summary>Files that changed or are gone since, relative to the store.</summary>
    public IReadOnlyList<string> ChangedIn(YardStore store)
    {
        var now = Files(store);
        return [.. _files.Where(file => !now.TryGetValue(file.Key, out var found) || found != file.Value).Select(file => Path.GetRelativePath(store.Root, file.Key)).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, (long, DateTime)> Files(YardStore store) =>
        Lasting.Select(folder => new DirectoryInfo(Path.Combine(store.Root, folder)))
            .Where(folder => folder.Exists)
            .SelectMany(folder => folder.EnumerateFiles("*", SearchOption.AllDirectories))
            // Names that begin with a dot are locks and files on their way; `current` is the one pointer that moves.
            .Where(file => file.Name[0] != '.' && file.Directory!.Name != "current")
            .ToDictionary(file => file.FullName, file => (file.Length, file.LastWriteTimeUtc));
}
