using System.Text.Json;
using Modelyard.Content;

namespace Modelyard.Running.Store;

/// <summary>Committed steps by key.</summary>
public sealed class StepRecords(string root, StoreUse? use = null)
{
    /// <summary>The record of a key; <see langword="null"/> where there is none, or a damaged one, which is a miss.</summary>
    public StepRecord? Find(Digest key)
    {
        try
        {
            return JsonSerializer.Deserialize<StepRecord>(File.ReadAllBytes(PathOf(key)), StoreJson.Options);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Commits a record, durably and as a whole.</summary>
    public void Commit(Digest key, StepRecord record)
    {
        using var together = use?.Together();
        use?.Pin(key, record);
        DurableFile.Write(PathOf(key), JsonSerializer.SerializeToUtf8Bytes(record, StoreJson.Options));
    }

    /// <summary>Every key that has a record, whole or not.</summary>
    public IEnumerable<Digest> All() =>
        !Directory.Exists(root)
            ? []
            : Directory.EnumerateFiles(root, "*.json")
                .Select(path => Digest.TryParse($"sha256:{Path.GetFileNameWithoutExtension(path)}", out var key) ? key : default)
                .Where(key => key != default);

    /// <summary>Forgets a record whose outputs are gone or damaged.</summary>
    public void Forget(Digest key) => File.Delete(PathOf(key));

    /// <summary>Holds a key for this process, waiting while another process runs the same step; dispose to let go.</summary>
    public async Task<IDisposable> LockAsync(Digest key, TimeProvider time, CancellationToken cancellation) =>
        await FileLock.TakeAsync(Path.Combine(root, $".{key.Hex}.lock"), time, cancellation);

    /// <summary>Whether a process holds a key that begins with these digits.</summary>
    public bool IsHeld(string digits) => Directory.Exists(root) && Directory.EnumerateFiles(root, $".{digits}*.lock").Any(FileLock.IsHeld);

    private string PathOf(Digest key) => Path.Combine(root, key.Hex + ".json");
}
