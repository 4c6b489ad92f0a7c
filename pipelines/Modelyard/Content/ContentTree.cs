using System.Security.Cryptography;
using System.Text;
using Modelyard.Diagnostics;

namespace Modelyard.Content;

/// <summary>The content of a folder: every file's path, mode, size and digest, and one digest over all of them.</summary>
/// <remarks>The listing's form is fixed in <c>docs/architecture.md</c>, section 1.</remarks>
public sealed record ContentTree(Digest Digest, IReadOnlyList<ContentFile> Files)
{
    /// <summary>Sum of all sizes.</summary>
    public long Bytes => Files.Sum(file => file.Size);

    /// <summary>Reads a whole folder.</summary>
    /// <exception cref="YardException">YARD3010: the folder holds something that is neither a file nor a folder, or a name that is not UTF-8.</exception>
    public static ContentTree Of(string folder)
    {
        var files = Walk(folder)
            .Select(path => ContentFile.Of(folder, path))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        return new ContentTree(Digest.Of(Encoding.UTF8.GetBytes(Listing(files))), files);
    }

    /// <summary>Reads back a listing; <see langword="null"/> when it is damaged.</summary>
    public static ContentTree? Parse(string listing)
    {
        var files = listing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ContentFile.Parse).ToList();
        return files.Contains(null) ? null : new ContentTree(Digest.Of(Encoding.UTF8.GetBytes(listing)), files!);
    }

    /// <summary>One line a file, sorted by path.</summary>
    public string Listing() => Listing(Files);

    /// <summary>The files of a folder as they are named now, relative to it; nothing is read.</summary>
    public static IEnumerable<string> Walk(string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is { } elsewhere) throw ContentCodes.NotCanonical.Failure($"the folder itself is a symbolic link to '{elsewhere}'; expected a folder");
        foreach (var entry in FolderWalk.Below(folder))
        {
            var path = Path.GetRelativePath(folder, entry.FullName);
            // First, since nothing else can be asked about a name that .NET could not decode.
            if (path.Contains('\n') || path.Contains('\uFFFD')) throw ContentCodes.NotCanonical.Failure($"'{path}' is not a name that travels: no line breaks, UTF-8 only");
            if (FolderWalk.IsFolder(entry)) continue;
            if (entry.LinkTarget is { } target)
            {
                throw ContentCodes.NotCanonical.Failure($"'{path}' is a symbolic link to '{target}'; expected files and folders only");
            }

            if (!NativeFile.IsRegular(entry.FullName)) throw ContentCodes.NotCanonical.Failure($"'{path}' is a device, pipe or socket; expected files and folders only");
            yield return path;
        }
    }

    private static string Listing(IEnumerable<ContentFile> files) => string.Concat(files.Select(file => $"{file}\n"));
}

/// <summary>One file of a tree.</summary>
public sealed record ContentFile(string Path, bool Executable, long Size, Digest Digest)
{
    internal static ContentFile Of(string folder, string path)
    {
        var full = System.IO.Path.Combine(folder, path);
        using var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var digest = new Digest(Convert.ToHexStringLower(SHA256.HashData(stream)));
        return new ContentFile(path, IsExecutable(full), stream.Length, digest);
    }

    internal static bool IsExecutable(string path) => (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;

    internal static ContentFile? Parse(string line)
    {
        var fields = line.Split(' ', 5);
        return fields.Length == 5 && fields[0] is "x" or "-" && long.TryParse(fields[1], out var size) && Digest.TryParse("sha256:" + fields[2], out var digest)
            ? new ContentFile(fields[4], fields[0] == "x", size, digest)
            : null;
    }

    /// <summary><c>- 1234 &lt;sha256&gt;  path</c></summary>
    public override string ToString() => $"{(Executable ? 'x' : '-')} {Size} {Digest.Hex}  {Path}";
}
