using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modelyard.Content;

/// <summary>The calls of POSIX that .NET does not offer.</summary>
internal static partial class NativeFile
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC; the same on x64 and arm64

    private const int FileExists = 17;

    public static SafeFileHandle OpenFolder(string path)
    {
        var descriptor = Open(path, ReadOnlyCloseOnExec);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"cannot open the folder {path}", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Opens a file, making it where it is missing, without the locks that .NET takes by itself.</summary>
    public static SafeFileHandle OpenToLock(string path)
    {
        const int readWriteCreateCloseOnExec = 0x80042;
        const int mode = 0x1A4; // 644
        var descriptor = OpenOrCreate(path, readWriteCreateCloseOnExec, mode);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"cannot open {path}", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    public static void Sync(SafeFileHandle handle)
    {
        // EINVAL: the file system has no fsync for folders, so there is nothing to wait for.
        if (FSync(handle) != 0 && Marshal.GetLastPInvokeError() is not 22 and var error) throw new IOException("fsync failed", new Win32Exception(error));
    }

    /// <summary>Gives a file a second name; <see langword="false"/> when that name is taken.</summary>
    public static bool TryLink(string existing, string name)
    {
        if (Link(existing, name) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == FileExists ? false : throw new IOException($"cannot link {name}", new Win32Exception(error));
    }

    /// <summary>Whether this is a regular file; .NET takes pipes and sockets for files, so the kernel is asked.</summary>
    /// <remarks>statx(2): <c>stx_mode</c> is the 16-bit number at offset 28 of the answer on every architecture.</remarks>
    public static unsafe bool IsRegular(string path)
    {
        const int currentFolder = -100, doNotFollow = 0x100;
        const uint typeOnly = 1;
        var answer = stackalloc byte[256];
        return StatX(currentFolder, path, doNotFollow, typeOnly, answer) == 0 && (*(ushort*)(answer + 28) & 0xF000) == 0x8000;
    }

    /// <summary>Takes the exclusive lock of an open file; <see langword="false"/> when another holds it.</summary>
    public static bool TryLock(SafeFileHandle handle)
    {
        const int exclusiveAtOnce = 2 | 4, held = 11;
        if (FLock(handle, exclusiveAtOnce) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == held ? false : throw new IOException("cannot lock the file", new Win32Exception(error));
    }

    /// <summary>Takes the exclusive lock of an open file, waiting for it; it goes with the handle, also when this process is killed.</summary>
    public static void Lock(SafeFileHandle handle)
    {
        const int exclusive = 2, interrupted = 4;
        while (FLock(handle, exclusive) != 0)
        {
            if (Marshal.GetLastPInvokeError() is not interrupted and var error) throw new IOException("cannot lock the file", new Win32Exception(error));
        }
    }

    /// <summary>Takes the lock of an open file together with others, waiting while one has it alone.</summary>
    public static void LockShared(SafeFileHandle handle)
    {
        const int shared = 1, interrupted = 4;
        while (FLock(handle, shared) != 0)
        {
            if (Marshal.GetLastPInvokeError() is not interrupted and var error) throw new IOException("cannot lock the file", new Win32Exception(error));
        }
    }

    /// <summary>Which file this is, and how many names it has; the same numbers are the same file.</summary>
    /// <remarks>statx(2): <c>stx_nlink</c> is the 32-bit number at offset 16 of the answer.</remarks>
    public static unsafe (ulong Device, ulong Number, uint Names) Identity(string path)
    {
        const int currentFolder = -100, doNotFollow = 0x100;
        const uint linksAndNumber = 0x104;
        var answer = stackalloc byte[256];
        return StatX(currentFolder, path, doNotFollow, linksAndNumber, answer) == 0
            ? (*(ulong*)(answer + 136), *(ulong*)(answer + 32), *(uint*)(answer + 16))
            : throw new IOException($"cannot look at {path}", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Whether a path still leads to the file that is open: not when it was removed, or made anew, since.</summary>
    /// <remarks>statx(2): <c>stx_ino</c> is the 64-bit number at offset 32 of the answer, the device the one at 136.</remarks>
    public static unsafe bool IsStill(SafeFileHandle handle, string path)
    {
        const int currentFolder = -100, doNotFollow = 0x100, handleItself = 0x1000;
        const uint inode = 0x100;
        var open = stackalloc byte[256];
        var named = stackalloc byte[256];
        var found = StatX(handle.DangerousGetHandle().ToInt32(), "", handleItself, inode, open) == 0 && StatX(currentFolder, path, doNotFollow, inode, named) == 0;
        return found && *(ulong*)(open + 32) == *(ulong*)(named + 32) && *(ulong*)(open + 136) == *(ulong*)(named + 136);
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* answer);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenOrCreate(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle handle);
}
