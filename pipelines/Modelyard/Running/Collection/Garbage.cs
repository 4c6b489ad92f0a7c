using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.History;
using Modelyard.Running.Store;

namespace Modelyard.Running.Collection;

/// <summary>What has no reason to stay, by place. Found while the store's lock is held.</summary>
internal sealed record Garbage(
    IReadOnlyList<Digest> Steps, IReadOnlyList<Digest> Objects, IReadOnlyList<string> Code, IReadOnlyList<string> Runs, IReadOnlyList<string> Logs, IReadOnlyList<string> Leftovers)
{
    /// <summary>Environments of models that nothing which stays was made in, and those that were cut short.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    private static readonly string[] Places = ["steps", "objects", "code", "runs"];

    public static Garbage In(YardStore store, Marks marks) => new(
        [.. store.Steps.All().Where(key => !marks.Steps.Contains(key))],
        [.. store.Objects.All().Where(tree => !Stays(store, marks, tree))],
        [.. store.Code.All().Where(treeId => !marks.Code.Contains(treeId))],
        [.. RunsOf(store).Where(run => !marks.Runs.Contains(run) && !marks.Origins.Contains(run) && !IsAlive(store, run))],
        [.. RunsOf(store).Where(run => !marks.Runs.Contains(run) && marks.Origins.Contains(run) && Directory.Exists(Path.Combine(store.Runs, run, "logs")) && !IsAlive(store, run))],
        [
            .. Places.SelectMany(place => Leftover(store, Path.Combine(store.Root, place))),
            .. store.Assemblies.Without(tree => Directory.Exists(store.Objects.PathOf(tree)) && Stays(store, marks, tree)),
        ])
    {
        Environments = [.. store.Environments.All().Where(name => !marks.Environments.Contains(name) && !IsNeeded(store, name, marks))],
    };

    private static bool IsNeeded(YardStore store, string name, Marks marks) => store.Environments.Find(name) is { } environment
        && marks.Requirements.Contains(CanonicalJson.Digest(new JsonObject(environment.Packages.Select(package => KeyValuePair.Create<string, JsonNode?>(package.Key, package.Value)))));

    private static bool Stays(YardStore store, Marks marks, Digest tree) => marks.Objects.Contains(tree) || marks.IsYoung(CommittedAt(store, tree));

    // The files of a tree have a fixed time; its listing has the time when it was committed.
    private static DateTimeOffset CommittedAt(YardStore store, Digest tree) => File.GetLastWriteTimeUtc(store.Objects.PathOf(tree) + ".tree");

    private static IEnumerable<string> RunsOf(YardStore store) =>
        Directory.Exists(store.Runs) ? Directory.EnumerateDirectories(store.Runs).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal) : [];

    private static bool IsAlive(YardStore store, string run) => FileLock.IsHeld(RunHistory.LockIn(Path.Combine(store.Runs, run)));

    // What a killed process was writing aside, locks that nobody holds, and listings without their tree.
    private static IEnumerable<string> Leftover(YardStore store, string place)
    {
        if (!Directory.Exists(place)) yield break;
        var inRuns = place == store.Runs;
        foreach (var folder in Directory.EnumerateDirectories(place).Prepend(place))
        {
            if (inRuns && folder != place && FileLock.IsHeld(RunHistory.LockIn(folder))) continue;
            // Copies of code and trees hold what their authors named as they liked.
            if (folder != place && !inRuns && Path.GetFileName(folder).Length != 2) continue;
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                var name = Path.GetFileName(file);
                if (name.EndsWith(".lock", StringComparison.Ordinal) ? !FileLock.IsHeld(file)
                    : name.EndsWith(".tree", StringComparison.Ordinal) ? !Directory.Exists(file[..^".tree".Length])
                    : IsAside(name)) yield return file;
            }
        }
    }

    // .name.<32 digits>, as DurableFile calls them.
    private static bool IsAside(string name) =>
        name.StartsWith('.') && name.LastIndexOf('.') is > 0 and var dot && name.Length - dot == 33 && name[(dot + 1)..].All(char.IsAsciiHexDigitLower);
}
