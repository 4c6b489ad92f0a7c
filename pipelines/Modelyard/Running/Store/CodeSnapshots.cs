using System.Security.Cryptography;
using System.Text;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Planning;

namespace Modelyard.Running.Store;

/// <summary>
/// Copies of source folders by git tree id: <c>code/&lt;tree id&gt;/</c>. Steps run from these, so that an edit never reaches a
/// running step, and versions carry these, so that servers run what was fitted.
/// </summary>
public sealed class CodeSnapshots(string root, StagingArea staging, StoreUse? use = null)
{
    /// <summary>Where the copy with this tree id is, or would be.</summary>
    public string PathOf(string treeId) => Path.Combine(root, treeId);

    /// <summary>Copies a folder as it is now, unless a copy with its tree id exists.</summary>
    /// <param name="repositoryRoot">Absolute path.</param>
    /// <param name="folder">Relative to the root.</param>
    /// <returns>The folder's tree id.</returns>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD3004: a file changed while it was copied.</exception>
    public string Take(ISourceTrees trees, string repositoryRoot, string folder)
    {
        var treeId = trees.TreeId(folder);
        var place = PathOf(treeId);
        var files = trees.Files(folder);
        using (use?.Together())
        {
            use?.PinCode(treeId);
            if (IsWhole(place, files)) return treeId;
        }

        var copy = staging.NewFolder("code");
        foreach (var file in files) Copy(Path.Combine(repositoryRoot, folder), copy, file);
        using (use?.Together())
        using (FileLock.Wait(place + ".lock"))
        {
            // Another process may have been first; a copy that was spoilt is moved away, as someone may still run from it.
            if (IsWhole(place, files))
            {
                StagingArea.Remove(copy);
                return treeId;
            }

            if (Directory.Exists(place)) Directory.Move(place, Path.Combine(staging.NewFolder("damaged"), "code"));
            Directory.Move(copy, place);
        }

        DurableFile.SyncFolder(root);
        return treeId;
    }

    /// <summary>The tree ids of all copies.</summary>
    public IEnumerable<string> All() =>
        Directory.Exists(root) ? Directory.EnumerateDirectories(root).Select(place => Path.GetFileName(place)) : [];

    /// <summary>Files whose content or presence differs between two copies, by path; empty when either is gone.</summary>
    public IReadOnlyList<string> Difference(string oneTreeId, string otherTreeId)
    {
        if (oneTreeId == "" || otherTreeId == "" || !Directory.Exists(PathOf(oneTreeId)) || !Directory.Exists(PathOf(otherTreeId))) return [];
        var one = ContentTree.Of(PathOf(oneTreeId)).Files;
        var other = ContentTree.Of(PathOf(otherTreeId)).Files;
        return one.Except(other).Concat(other.Except(one)).Select(file => file.Path).Distinct().Order(StringComparer.Ordinal).ToList();
    }

    // Read again each time a process first uses it: a few small files, and everything that runs comes from them.
    private static bool IsWhole(string place, IReadOnlyList<SourceFile> files)
    {
        if (!Directory.Exists(place)) return false;
        try
        {
            var found = ContentTree.Walk(place).ToHashSet(StringComparer.Ordinal);
            return found.Count == files.Count && files.All(file =>
                found.Contains(file.Path)
                && ContentFile.IsExecutable(Path.Combine(place, file.Path)) == file.Executable
                && BlobId(File.ReadAllBytes(Path.Combine(place, file.Path))) == file.BlobId);
        }
        catch (Exception damaged) when (damaged is YardException or IOException)
        {
            return false;
        }
    }

    private static void Copy(string source, string copy, SourceFile file)
    {
        var content = File.ReadAllBytes(Path.Combine(source, file.Path));
        if (BlobId(content) != file.BlobId)
        {
            throw RunCodes.InputChanged.Failure($"{file.Path} changed while it was copied from {source}", "run the command again");
        }

        var target = Path.Combine(copy, file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using (var stream = new FileStream(target, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.SetLastWriteTimeUtc(target, DateTime.UnixEpoch);
        File.SetUnixFileMode(target, (UnixFileMode)Convert.ToInt32(file.Executable ? "555" : "444", 8));
    }

    // Git's own identity of a file: SHA-1 over "blob <length>\0" and the content.
    private static string BlobId(byte[] content)
    {
#pragma warning disable CA5350 // Git's object format, not a security boundary.
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        sha.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        sha.AppendData(content);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
