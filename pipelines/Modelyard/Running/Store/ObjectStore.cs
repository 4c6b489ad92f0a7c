using System.Text;
using Modelyard.Content;
using Modelyard.Diagnostics;

namespace Modelyard.Running.Store;

/// <summary>Read-only trees named by their content: <c>objects/&lt;aa&gt;/&lt;digest&gt;/</c>, with the listing beside as <c>&lt;digest&gt;.tree</c>.</summary>
public sealed class ObjectStore(string root, StagingArea staging, StoreUse? use = null)
{
    // Every committed file carries this time, so that a file that was touched later gives itself away without being read.
    private static readonly DateTime FixedTime = DateTime.UnixEpoch;

    /// <summary>Where the tree with this digest is, or would be.</summary>
    public string PathOf(Digest digest) => Path.Combine(root, digest.Hex[..2], digest.Hex);

    /// <summary>
    /// Takes a folder over: hashes, makes it read-only and durable, and renames it into place. The folder must be in this store's
    /// staging area; it is gone afterwards. Content that is there already is kept and the newcomer dropped.
    /// </summary>
    /// <returns>The content's listing.</returns>
    public ContentTree Commit(string folder)
    {
        var tree = ContentTree.Of(folder);
        if (Find(tree.Digest))
        {
            StagingArea.Remove(folder);
            return tree;
        }

        Seal(folder, tree);
        var place = PathOf(tree.Digest);
        using (use?.Together())
        using (FileLock.Wait(place + ".lock"))
        {
            use?.Pin([tree.Digest]);
            // Looked at again: another process may have committed the same content meanwhile, and someone may read it already.
            if (Verify(tree.Digest))
            {
                StagingArea.Remove(folder);
                return tree;
            }

            SetAside(tree.Digest);
            DurableFile.Write(place + ".tree", Encoding.UTF8.GetBytes(tree.Listing()));
            Directory.Move(folder, place);
        }

        DurableFile.SyncFolder(Path.GetDirectoryName(place)!);
        return tree;
    }

    /// <summary>Whether the content is there, whole and untouched; then it stays for as long as this process lives.</summary>
    public bool Find(Digest digest) => FindTree(digest) is not null;

    /// <summary>The same, with its listing; <see langword="null"/> where it is not.</summary>
    public ContentTree? FindTree(Digest digest)
    {
        using var together = use?.Together();
        if (Whole(digest) is not { } tree) return null;
        use?.Pin([digest]);
        return tree;
    }

    /// <summary>
    /// Moves a tree that is not what it should be into staging, rather than repairing it in place: a server may still map its files.
    /// </summary>
    public void SetAside(Digest digest)
    {
        if (Directory.Exists(PathOf(digest))) Directory.Move(PathOf(digest), Path.Combine(staging.NewFolder("damaged"), "tree"));
    }

    /// <summary>Every tree in the store.</summary>
    public IEnumerable<Digest> All() =>
        !Directory.Exists(root)
            ? []
            : Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories)
                .Select(place => Digest.TryParse($"sha256:{Path.GetFileName(place)}", out var digest) ? digest : default)
                .Where(digest => digest != default);

    /// <summary>
    /// Whether the content is there, whole and untouched: the listing has the digest, and every file of it (and no other) is there
    /// with its size, mode and fixed time. Content is not read again; <see cref="VerifyContent"/> does that.
    /// </summary>
    public bool Verify(Digest digest) => Whole(digest) is not null;

    private ContentTree? Whole(Digest digest)
    {
        var place = PathOf(digest);
        if (!Directory.Exists(place) || Listing(digest) is not { } tree) return null;
        var found = FolderWalk.Below(place)
            .Where(entry => !FolderWalk.IsFolder(entry))
            .ToDictionary(entry => Path.GetRelativePath(place, entry.FullName), StringComparer.Ordinal);
        var whole = found.Count == tree.Files.Count && tree.Files.All(file =>
            found.TryGetValue(file.Path, out var entry)
            && entry is FileInfo actual
            && !FolderWalk.IsLink(actual)
            && actual.Length == file.Size
            && actual.LastWriteTimeUtc == FixedTime
            && ContentFile.IsExecutable(actual.FullName) == file.Executable);
        return whole ? tree : null;
    }

    /// <summary>Whether the content, read again, has its digest.</summary>
    public bool VerifyContent(Digest digest)
    {
        try
        {
            return Verify(digest) && ContentTree.Of(PathOf(digest)).Digest == digest;
        }
        catch (Exception damaged) when (damaged is YardException or IOException)
        {
            // A link or a pipe where a file was, or gone while it was read.
            return false;
        }
    }

    /// <summary>The listing of a committed tree, or <see langword="null"/> when it is missing or damaged.</summary>
    public ContentTree? Listing(Digest digest)
    {
        var path = PathOf(digest) + ".tree";
        var tree = File.Exists(path) ? ContentTree.Parse(File.ReadAllText(path)) : null;
        return tree?.Digest == digest ? tree : null;
    }

    /// <summary>
    /// Adds a tree's files to a folder in staging by hard links, so that assembling an artifact of several GB copies nothing. Both
    /// ends are read-only and in the store; a link shares the fixed time as well.
    /// </summary>
    public void LinkInto(Digest digest, string folder)
    {
        var place = PathOf(digest);
        foreach (var path in ContentTree.Walk(place))
        {
            var target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            NativeFile.TryLink(Path.Combine(place, path), target);
        }
    }

    private static void Seal(string folder, ContentTree tree)
    {
        foreach (var file in tree.Files)
        {
            var path = Path.Combine(folder, file.Path);
            using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read)) NativeFile.Sync(handle);
            if (File.GetLastWriteTimeUtc(path) != FixedTime) File.SetLastWriteTimeUtc(path, FixedTime);
            File.SetUnixFileMode(path, ReadOnly(file.Executable));
        }

        foreach (var inner in FolderWalk.Below(folder).Where(FolderWalk.IsFolder)) DurableFile.SyncFolder(inner.FullName);
        DurableFile.SyncFolder(folder);
    }

    private static UnixFileMode ReadOnly(bool executable)
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return executable ? read | execute : read;
    }
}
