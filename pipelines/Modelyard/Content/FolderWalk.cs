namespace Modelyard.Content;

/// <summary>Everything below a folder. Links are named, never followed: .NET's own recursion follows those to folders, wherever they lead.</summary>
internal static class FolderWalk
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Files, folders, links and the rest; a folder comes before what is in it.</summary>
    public static IEnumerable<FileSystemInfo> Below(string folder)
    {
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var next))
        {
            foreach (var entry in new DirectoryInfo(next).EnumerateFileSystemInfos("*", Everything))
            {
                yield return entry;
                if (IsFolder(entry) && IsNamed(entry)) open.Push(entry.FullName);
            }
        }
    }

    /// <summary>Whether .NET can say the name again: one that is not UTF-8 it only shows.</summary>
    public static bool IsNamed(FileSystemInfo entry) => !entry.Name.Contains('\uFFFD');

    /// <summary>Whether this is a folder itself, rather than a link to one.</summary>
    public static bool IsFolder(FileSystemInfo entry) => entry is DirectoryInfo && !IsLink(entry);

    /// <summary>Whether this is a symbolic link.</summary>
    public static bool IsLink(FileSystemInfo entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;
}
