using Modelyard.Content;

namespace Modelyard.Running.Store;

/// <summary>Trees that need not be made again: digest of all that one was made of → tree among the objects.</summary>
public sealed class TreeRecords(string root)
{
    /// <summary>The tree; <see langword="null"/> where there is no record, or a damaged one, which is made again.</summary>
    public Digest? Find(Digest key)
    {
        try
        {
            return Digest.TryParse(File.ReadAllText(PathOf(key)).Trim(), out var tree) ? tree : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Every tree that a record names.</summary>
    public IEnumerable<Digest> All() => Files().Select(TreeIn).OfType<Digest>();

    /// <summary>The files of records that name no tree which stays.</summary>
    public IEnumerable<string> Without(Func<Digest, bool> stays) => Files().Where(file => TreeIn(file) is not { } tree || !stays(tree));

    /// <summary>Commits a record, durably and as a whole.</summary>
    public void Commit(Digest key, Digest tree) => DurableFile.Write(PathOf(key), System.Text.Encoding.UTF8.GetBytes($"{tree}\n"));

    /// <summary>Holds a key for this process, waiting while another one makes it.</summary>
    public async Task<IDisposable> LockAsync(Digest key, TimeProvider time, CancellationToken cancellation) =>
        await FileLock.TakeAsync(Path.Combine(root, $".{key.Hex}.lock"), time, cancellation);

    private IEnumerable<string> Files() => Directory.Exists(root) ? Directory.EnumerateFiles(root, "*.tree") : [];

    private static Digest? TreeIn(string file) => Digest.TryParse(File.ReadAllText(file).Trim(), out var tree) ? tree : null;

    private string PathOf(Digest key) => Path.Combine(root, key.Hex + ".tree");
}
