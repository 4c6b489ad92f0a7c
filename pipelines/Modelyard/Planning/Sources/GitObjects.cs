using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Modelyard.Planning.Sources;

/// <summary>Ids of git's objects, made without writing an object.</summary>
internal static class GitObjects
{
    /// <summary>The id of the blob that holds these bytes.</summary>
    public static string BlobId(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(Hash("blob", content));

    /// <summary>The id of the tree that holds these files, each once; folders exist through files only.</summary>
    public static string TreeId(IEnumerable<GitFile> files) => Convert.ToHexStringLower(Tree([.. files], depth: 0));

    private static byte[] Tree(IReadOnlyList<GitFile> files, int depth)
    {
        var entries = files
            .GroupBy(file => file.Path.Split('/')[depth])
            .Select(group => Entry(group.Key, [.. group], depth))
            .Order(EntryOrder.Instance);
        using var listing = new MemoryStream();
        foreach (var (name, mode, id, _) in entries)
        {
            listing.Write(Encoding.ASCII.GetBytes(mode + " "));
            listing.Write(name);
            listing.WriteByte(0);
            listing.Write(id);
        }

        return Hash("tree", listing.GetBuffer().AsSpan(0, (int)listing.Length));
    }

    private static TreeEntry Entry(string name, IReadOnlyList<GitFile> files, int depth)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var file = files[0];
        return file.Path.Count('/') > depth
            ? new TreeEntry(bytes, "40000", Tree(files, depth + 1), IsFolder: true)
            : new TreeEntry(bytes, Octal(file.Mode), Convert.FromHexString(file.Id), IsFolder: false);
    }

    private static string Octal(GitMode mode) => mode switch
    {
        GitMode.Executable => "100755",
        GitMode.SymbolicLink => "120000",
        GitMode.Submodule => "160000",
        _ => "100644",
    };

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Git's object format, not a security boundary.")]
    private static byte[] Hash(string type, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"{type} {content.Length}\0"));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    private sealed record TreeEntry(byte[] Name, string Mode, byte[] Id, bool IsFolder);

    // By bytes, a folder's name as if it ended with a slash.
    private sealed class EntryOrder : IComparer<TreeEntry>
    {
        public static readonly EntryOrder Instance = new();

        public int Compare(TreeEntry? x, TreeEntry? y) => Key(x!).AsSpan().SequenceCompareTo(Key(y!));

        private static byte[] Key(TreeEntry entry) => entry.IsFolder ? [.. entry.Name, (byte)'/'] : entry.Name;
    }
}
