using Microsoft.Win32.SafeHandles;

namespace Modelyard.Content;

/// <summary>
/// The right to be the only one, of all threads and processes, that does something: the lock of a file, which the kernel lets go
/// when its holder ends, however it ends. The file is removed when the lock is let go.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;

    private FileLock(string path, SafeFileHandle handle) => (_path, _handle) = (path, handle);

    /// <summary>Takes the lock, or <see langword="null"/> when another holds it.</summary>
    public static FileLock? TryTake(string path) => Take(path, NativeFile.TryLock);

    /// <summary>Takes the lock, holding the thread until it is free: for work of milliseconds.</summary>
    public static FileLock Wait(string path) => Take(path, handle =>
    {
        NativeFile.Lock(handle);
        return true;
    })!;

    /// <summary>
    /// Takes the lock when it is free: for work of seconds and more. Asks again at lengthening intervals, since a file lock cannot wake anyone.
    /// </summary>
    public static async Task<FileLock> TakeAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = TimeSpan.FromMilliseconds(Math.Min(500, pause.TotalMilliseconds * 1.5)))
        {
            if (TryTake(path) is { } taken) return taken;
            await Task.Delay(pause, time, cancellation);
        }
    }

    /// <summary>Whether somebody holds the lock now. Without its file nobody does, and none is made.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path)) return false;
        using var free = TryTake(path);
        return free is null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_path);
        _handle.Dispose();
    }

    private static FileLock? Take(string path, Func<SafeFileHandle, bool> taken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            var handle = NativeFile.OpenToLock(path);
            if (!taken(handle))
            {
                handle.Dispose();
                return null;
            }

            // Who held it may have removed the file after we opened it; the lock of a file without a name keeps nobody out.
            if (NativeFile.IsStill(handle, path)) return new FileLock(path, handle);
            handle.Dispose();
        }
    }
}
