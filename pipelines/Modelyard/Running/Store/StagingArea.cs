namespace Modelyard.Running.Store;

/// <summary>
/// Folders for work in progress. Each process holds a lock file for as long as it lives; what belongs to no live process is
/// swept, so that a killed run leaves nothing behind that lasts.
/// </summary>
public sealed class StagingArea : IDisposable
{
    private readonly string _folder;
    private readonly string _own;
    private FileStream? _lock;

    /// <summary>Claims a part of the area for this process. Nothing is written until the first <see cref="NewFolder"/>.</summary>
    public StagingArea(string folder)
    {
        _folder = folder;
        _own = Path.Combine(folder, Guid.NewGuid().ToString("N"));
    }

    /// <summary>A new empty folder on the store's volume.</summary>
    public string NewFolder(string purpose)
    {
        Claim();
        var folder = Path.Combine(_own, $"{purpose}-{Guid.NewGuid():N}"[..Math.Min(purpose.Length + 13, 60)]);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Removes a folder, also when files in it are read-only.</summary>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var entry in new DirectoryInfo(folder).EnumerateDirectories("*", SearchOption.AllDirectories))
        {
            if (entry.LinkTarget is null) entry.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lock is null) return;
        Remove(_own);
        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private void Claim()
    {
        lock (_own)
        {
            if (_lock is not null) return;
            Directory.CreateDirectory(_folder);
            // The lock is taken before the folder exists: a sweeper that sees the folder always finds the lock held.
            _lock = new FileStream(_own + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            Directory.CreateDirectory(_own);
            Sweep();
        }
    }

    private void Sweep()
    {
        foreach (var lockFile in Directory.EnumerateFiles(_folder, "*.lock").Where(path => path != _lock!.Name))
        {
            try
            {
                using var abandoned = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Remove(Path.ChangeExtension(lockFile, null));
                File.Delete(lockFile);
            }
            catch (IOException)
            {
                // Its process lives, or another sweeper is at it.
            }
        }
    }
}
