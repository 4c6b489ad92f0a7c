using System.Runtime.InteropServices;

namespace Modelyard.Images.Runtimes;

/// <summary>What shows that a file or folder was touched, at the price of one system call.</summary>
internal static partial class FileStamp
{
    /// <summary>What <see cref="Of"/> gives for a path where nothing is.</summary>
    public const string Absent = "absent";

    /// <summary>
    /// Inode, size, time of modification and time of change. The last cannot be set back by a program, so whatever
    /// writes, replaces, chmods or touches the file gives another stamp. Links are followed.
    /// </summary>
    public static string Of(string path)
    {
        if (OperatingSystem.IsLinux()) return Linux(path) is { } status ? $"{status.Inode}:{status.Size}:{status.Modified}:{status.Changed}" : Absent;
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return info.Exists ? $"{(info as FileInfo)?.Length}:{info.LastWriteTimeUtc.Ticks}" : Absent;
    }

    /// <summary>When the file last changed in any way; <see langword="null"/> where nothing is.</summary>
    public static DateTimeOffset? LastChange(string path)
    {
        if (OperatingSystem.IsLinux()) return Linux(path) is { } status ? DateTimeOffset.UnixEpoch.AddTicks(status.Changed / 100) : null;
        return Path.Exists(path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero) : null;
    }

    /// <remarks>statx(2), whose answer is laid out alike on every architecture. Times in nanoseconds since 1970.</remarks>
    private static unsafe (ulong Inode, ulong Size, long Changed, long Modified)? Linux(string path)
    {
        const int currentFolder = -100;
        const uint basicStats = 0x7ff;
        var answer = stackalloc byte[256];
        if (StatX(currentFolder, path, 0, basicStats, answer) != 0) return null;
        return (*(ulong*)(answer + 32), *(ulong*)(answer + 40), Nanoseconds(answer + 96), Nanoseconds(answer + 112));
    }

    private static unsafe long Nanoseconds(byte* timestamp) => (*(long*)timestamp * 1_000_000_000) + *(uint*)(timestamp + 8);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* answer);
}
