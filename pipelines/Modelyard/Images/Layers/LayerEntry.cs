namespace Modelyard.Images.Layers;

/// <summary>What an entry of a layer is.</summary>
public enum EntryKind
{
    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A file with content.</summary>
    File,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A second name of a file that stands earlier in the same archive.</summary>
    HardLink,
}

/// <summary>One entry of a layer: all that can be told of a file without saying who made it, when, or where.</summary>
/// <param name="Path">Relative to the image's root, forward slashes, no leading or trailing one.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">The twelve bits of permissions.</param>
public sealed record LayerEntry(string Path, EntryKind Kind, int Mode)
{
    /// <summary>What a folder of ours may: everybody reads, its owner writes.</summary>
    public const int FolderMode = 0b111_101_101;

    /// <summary>What a file of ours may.</summary>
    public const int FileMode = 0b110_100_100;

    /// <summary>What a link may, which nothing asks.</summary>
    public const int LinkMode = 0b111_111_111;

    private static readonly EntryContent Nothing = EntryContent.Of(ReadOnlyMemory<byte>.Empty);

    /// <summary>Owner.</summary>
    public int User { get; init; }

    /// <summary>Group.</summary>
    public int Group { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Modified { get; init; }

    /// <summary>Where a link leads: of a symbolic one as it was written, of a hard one a path of the archive.</summary>
    public string Target { get; init; } = "";

    /// <summary>Of a file.</summary>
    public EntryContent Content { get; init; } = Nothing;

    /// <summary>A folder of ours.</summary>
    public static LayerEntry Folder(string path) => new(path, EntryKind.Folder, FolderMode);

    /// <summary>A file of ours; the executable bit is all that is kept of its mode.</summary>
    public static LayerEntry File(string path, bool executable, EntryContent content) =>
        new(path, EntryKind.File, executable ? FolderMode : FileMode) { Content = content };

    /// <summary>A symbolic link of ours.</summary>
    public static LayerEntry Link(string path, string target) => new(path, EntryKind.Link, LinkMode) { Target = target };
}
