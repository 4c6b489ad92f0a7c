using Microsoft.Win32.SafeHandles;

namespace Modelyard.Content;

/// <summary>
/// A lock that many threads and processes hold together, or one alone; the kernel lets go of it when its holder ends, however it
/// ends. Its file stays: to remove it would let two in that are each alone.
/// </summary>
public sealed class SharedLock(string path)
{
    /// <summary>Holds it together with others, waiting while one has it alone.</summary>
    public IDisposable Together() => Take(NativeFile.LockShared);

    /// <summary>Holds it alone, waiting for all others.</summary>
    public IDisposable Alone() => Take(NativeFile.Lock);

    private SafeFileHandle Take(Action<SafeFileHandle> take)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var handle = NativeFile.OpenToLock(path);
        take(handle);
        return handle;
    }
}
