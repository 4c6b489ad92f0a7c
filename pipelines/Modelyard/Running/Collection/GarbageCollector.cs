using Modelyard.Content;
using Modelyard.Running.Store;

namespace Modelyard.Running.Collection;

/// <summary>What a collection took away, or would.</summary>
/// <param name="Steps">Records of steps.</param>
/// <param name="Objects">Trees of content.</param>
/// <param name="Code">Copies of source folders.</param>
/// <param name="Builds">Builds of the platform's own programs that nothing runs from.</param>
/// <param name="Runs">Runs, with their logs.</param>
/// <param name="Logs">Runs of which only the record stays, since a version points at it.</param>
/// <param name="Leftovers">What killed processes left lying about.</param>
/// <param name="Bytes">Bytes of the files that are gone; a file that another tree shares is not counted.</param>
/// <param name="Kept">Trees of content that stay.</param>
public sealed record Collected(
    int Steps, int Objects, int Code, int Builds, IReadOnlyList<string> Runs, IReadOnlyList<string> Logs, int Leftovers, long Bytes, int Kept)
{
    /// <summary>Virtual environments of models.</summary>
    public int Environments { get; init; }
}

/// <summary>
/// Takes away what nothing needs: marks from versions, from the runs that are kept and from what live processes count on, then sweeps.
/// It decides and renames while it holds the store's lock alone, records before what they name, and removes afterwards; killed at any
/// moment it leaves a valid store, and what it had not removed is swept with the work in progress of any killed process.
/// </summary>
public sealed class GarbageCollector(YardStore store, TimeProvider time)
{
    /// <summary>Collects, or only says what it would collect.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD4007: a version's manifest cannot be read.</exception>
    public Collected Collect(Retention retention, bool dryRun)
    {
        if (!Directory.Exists(store.Root)) return new Collected(0, 0, 0, 0, [], [], 0, 0, 0);
        if (!dryRun) store.Staging.Sweep();
        var builds = new OldBuilds(Path.Combine(store.Root, "build"));
        var bin = dryRun ? null : store.Staging.NewFolder("gc");
        Garbage garbage;
        long bytes;
        int kept;
        using (store.Use.Alone())
        {
            garbage = Garbage.In(store, Marks.Of(store, retention, time.GetUtcNow()));
            var folders = Folders(garbage).ToList();
            bytes = BytesOf(folders.Where(Directory.Exists), garbage.Leftovers);
            kept = store.Objects.All().Count() - garbage.Objects.Count;
            if (bin is not null) TakeAway(garbage, folders, bin);
        }

        if (bin is not null) StagingArea.Remove(bin);
        var (count, size) = builds.Remove(dryRun);
        return new Collected(
            garbage.Steps.Count, garbage.Objects.Count, garbage.Code.Count, count, garbage.Runs, garbage.Logs, garbage.Leftovers.Count, bytes + size, kept)
        {
            Environments = garbage.Environments.Count,
        };
    }

    private IEnumerable<string> Folders(Garbage garbage) =>
    [
        .. garbage.Objects.Select(store.Objects.PathOf),
        .. garbage.Code.Select(store.Code.PathOf),
        .. garbage.Environments.Select(store.Environments.PathOf),
        .. garbage.Runs.Select(run => Path.Combine(store.Runs, run)),
        .. garbage.Logs.Select(run => Path.Combine(store.Runs, run, "logs")),
    ];

    // In this order an entry never outlives what it names, wherever this is killed.
    private void TakeAway(Garbage garbage, IReadOnlyList<string> folders, string bin)
    {
        foreach (var key in garbage.Steps) store.Steps.Forget(key);
        if (garbage.Steps.Count > 0) DurableFile.SyncFolder(Path.Combine(store.Root, "steps"));
        foreach (var (folder, number) in folders.Select((folder, number) => (folder, number))) Directory.Move(folder, Path.Combine(bin, $"{number}"));
        foreach (var tree in garbage.Objects) File.Delete(store.Objects.PathOf(tree) + ".tree");
        foreach (var file in garbage.Leftovers) File.Delete(file);
    }

    // Trees share files by hard links; a file is freed only when its last name goes.
    private static long BytesOf(IEnumerable<string> folders, IEnumerable<string> files) =>
        folders.SelectMany(FolderWalk.Below).OfType<FileInfo>().Where(file => !FolderWalk.IsLink(file))
            .Concat(files.Select(file => new FileInfo(file)).Where(file => file.Exists))
            .Select(file => (file.Length, Identity: NativeFile.Identity(file.FullName)))
            .GroupBy(file => file.Identity)
            .Where(names => names.Count() >= names.Key.Names)
            .Sum(names => names.First().Length);
}
