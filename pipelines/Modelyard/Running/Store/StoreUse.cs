using Modelyard.Content;

namespace Modelyard.Running.Store;

/// <summary>
/// Who counts on what in a store. Whoever finds or commits something holds the lock together with others and pins it in the same breath;
/// <c>gc</c> decides and takes away while it holds the lock alone. So nothing that a live process was told is there goes.
/// </summary>
/// <param name="path">The lock's file.</param>
public sealed class StoreUse(string path, StagingArea staging)
{
    private const string Object = "object ", Step = "step ", Code = "code ", Environment = "environment ";

    private readonly SharedLock _lock = new(path);

    /// <summary>For finding and committing; held for milliseconds, never while a step runs.</summary>
    public IDisposable Together() => _lock.Together();

    /// <summary>For taking away.</summary>
    public IDisposable Alone() => _lock.Alone();

    /// <summary>Content stays for as long as this process lives.</summary>
    public void Pin(IEnumerable<Digest> objects) => staging.Pin(objects.Select(digest => Object + digest));

    /// <summary>A step stays with its outputs.</summary>
    public void Pin(Digest key, StepRecord record) =>
        staging.Pin([Step + key, .. record.Outputs.Values.Select(digest => Object + digest)]);

    /// <summary>A copy of a source folder stays.</summary>
    public void PinCode(string treeId) => staging.Pin([Code + treeId]);

    /// <summary>A model's virtual environment stays.</summary>
    public void PinEnvironment(string name) => staging.Pin([Environment + name]);

    /// <summary>The environments that live processes count on. Asked while the lock is held.</summary>
    public IReadOnlySet<string> PinnedEnvironments() => Of(staging.Pinned(), Environment).ToHashSet(StringComparer.Ordinal);

    /// <summary>What live processes count on. Asked while the lock is held.</summary>
    public (IReadOnlySet<Digest> Objects, IReadOnlySet<Digest> Steps, IReadOnlySet<string> Code) Pinned()
    {
        var lines = staging.Pinned();
        return (Digests(lines, Object), Digests(lines, Step), Of(lines, Code).ToHashSet(StringComparer.Ordinal));
    }

    // The last line of a process that is being killed may be cut off; what it named is not found by anyone any more.
    private static HashSet<Digest> Digests(IEnumerable<string> lines, string kind) =>
        [.. Of(lines, kind).Select(text => Digest.TryParse(text, out var digest) ? digest : default).Where(digest => digest != default)];

    private static IEnumerable<string> Of(IEnumerable<string> lines, string kind) =>
        lines.Where(line => line.StartsWith(kind, StringComparison.Ordinal)).Select(line => line[kind.Length..]);
}
