using Modelyard.Content;

namespace Modelyard.Running.Store;

/// <summary>Programs that components were built into: digest of what each was made from → tree among the objects.</summary>
public sealed class BuildRecords(string root)
{
    /// <summary>The tree; <see langword="null"/> where there is no record, or a damaged one, which is built again.</summary>
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
    public IEnumerable<Digest> All() => Directory.Exists(root)
        ? Directory.EnumerateFiles(root, "*.tree").Select(file => Digest.TryParse(File.ReadAllText(file).Trim(), out var tree) ? tree : (Digest?)null).OfType<Digest>()
        : [];

    /// <summary>Commits a record, durably and as a whole.</summary>
    public void Commit(Digest key, Digest tree) => DurableFile.Write(PathOf(key), System.Text.Encoding.UTF8.GetBytes($"{tree}\n"));

    /// <summary>Holds a key for this process, waiting while another one builds.</summary>
    public async Task<IDisposable> LockAsync(Digest key, TimeProvider time, CancellationToken cancellation) =>
        await FileLock.TakeAsync(Path.Combine(root, $".{key.Hex}.lock"), time, cancellation);

    private string PathOf(Digest key) => Path.Combine(root, key.Hex + ".tree");
}
