using Modelyard.Content;
using Modelyard.Running.Store;

namespace Modelyard.Running.Collection;

/// <summary>
/// Builds of the platform's own programs beside the store, as <c>./yard</c> keeps them: <c>build/generations/N</c>, each held by a lock of
/// whatever runs from it, and <c>build/current</c>, which leads to the newest.
/// </summary>
internal sealed class OldBuilds(string folder)
{
    /// <summary>Removes builds that nothing runs from, and those that were never finished; how many, and their bytes.</summary>
    public (int Count, long Bytes) Remove(bool dryRun)
    {
        if (!Directory.Exists(folder)) return (0, 0);
        // Held by a build that is under way, which removes old ones itself.
        using var building = NativeFile.OpenToLock(Path.Combine(folder, "lock"));
        if (!NativeFile.TryLock(building)) return (0, 0);
        var (count, bytes) = (0, 0L);
        foreach (var build in Unneeded())
        {
            using var sources = Hold(Path.Combine(build, "sources"));
            if (sources is null) continue;
            count++;
            bytes += FolderWalk.Below(build).OfType<FileInfo>().Where(file => !FolderWalk.IsLink(file)).Sum(file => file.Length);
            if (!dryRun) StagingArea.Remove(build);
        }

        return (count, bytes);
    }

    private IEnumerable<string> Unneeded()
    {
        var current = Directory.ResolveLinkTarget(Path.Combine(folder, "current"), returnFinalTarget: true)?.FullName;
        var generations = Path.Combine(folder, "generations");
        var old = Directory.Exists(generations) && current is not null ? Directory.EnumerateDirectories(generations).Where(build => Path.GetFullPath(build) != current) : [];
        return [.. old, .. Directory.EnumerateDirectories(folder, "unfinished.*")];
    }

    // A build without its sources file was never finished, and nothing runs from it.
    private static IDisposable? Hold(string sources)
    {
        if (!File.Exists(sources)) return new MemoryStream();
        var handle = NativeFile.OpenToLock(sources);
        if (NativeFile.TryLock(handle)) return handle;
        handle.Dispose();
        return null;
    }
}
