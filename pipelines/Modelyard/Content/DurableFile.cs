using Microsoft.Win32.SafeHandles;

namespace Modelyard.Content;

/// <summary>Files that are either there as a whole or not at all, also after a crash: write aside, fsync, rename, fsync the folder.</summary>
public static class DurableFile
{
    /// <summary>Writes or replaces a file.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var aside = Aside(path, content);
        File.Move(aside, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Creates a file that must not exist yet; <see langword="false"/> when another process was first.</summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        var aside = Aside(path, content);
        try
        {
            // link(2) fails where the name exists; rename(2) would replace it.
            if (!NativeFile.TryLink(aside, path)) return false;
        }
        finally
        {
            File.Delete(aside);
        }

        SyncFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>fsync of a folder, which makes the renames inside it durable.</summary>
    public static void SyncFolder(string folder)
    {
        using SafeFileHandle handle = NativeFile.OpenFolder(folder);
        NativeFile.Sync(handle);
    }

    private static string Aside(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var aside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        using var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return aside;
    }
}
