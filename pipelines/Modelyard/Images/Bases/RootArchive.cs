using System.Formats.Tar;
using System.Security.Cryptography;
using Modelyard.Content;
using Modelyard.Images.Layers;

namespace Modelyard.Images.Bases;

/// <summary>
/// The root of a system, as mmdebstrap writes it, made the same wherever and whenever it was assembled: times are those of the packages, and what
/// an assembly leaves behind of itself goes.
/// </summary>
internal static class RootArchive
{
    // Of the assembly, not of the packages: logs, caches, this machine's identity and network.
    private static readonly string[] Removed =
        ["dev/", "proc/", "sys/", "run/", "tmp/", "var/tmp/", "var/log/", "var/cache/", "var/lib/apt/", "var/lib/dpkg/lock", "etc/apt/", "var/lib/systemd/", "root/"];

    // Nobody reads manuals and translations in a container; licences stay.
    private static readonly string[] Documentation = ["usr/share/man/", "usr/share/info/", "usr/share/locale/"];

    private static readonly HashSet<string> RemovedFiles = new(StringComparer.Ordinal)
    {
        "etc/hostname", "etc/dpkg/dpkg.cfg.d/99mmdebstrap", "etc/resolv.conf", "etc/machine-id", "etc/.pwd.lock", "var/lib/dpkg/status-old", "var/lib/dpkg/diversions-old", "var/lib/dpkg/statoverride-old",
        "etc/passwd-", "etc/group-", "etc/shadow-", "etc/gshadow-",
    };

    /// <summary>Reads an archive; contents are told by their place in it. Compiled Python in it is changed in place.</summary>
    /// <param name="archive">A file of ours, uncompressed.</param>
    /// <param name="built">Seconds since 1970: what is not older was made by the assembly, and gets the time 0.</param>
    public static IReadOnlyList<RootEntry> Read(string archive, long built)
    {
        using var file = new FileStream(archive, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1 << 20);
        using var reader = new TarReader(file, leaveOpen: true);
        var entries = new Dictionary<string, RootEntry>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } found)
        {
            var path = found.Name.StartsWith("./", StringComparison.Ordinal) ? found.Name[2..].TrimEnd('/') : found.Name.Trim('/');
            if (path is "" or "." || RemovedFiles.Contains(path) || Removed.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))) continue;
            if (Kind(found.EntryType) is not { } kind || IsDocumentation(path, kind)) continue;
            var modified = found.ModificationTime.ToUnixTimeSeconds();
            var entry = new LayerEntry(path, kind, (int)found.Mode)
            {
                User = found.Uid,
                Group = found.Gid,
                Modified = modified >= built ? 0 : Math.Max(0, modified),
                Target = found.LinkName ?? "",
            };
            entries[path] = kind switch
            {
                EntryKind.File => WithContent(entry, archive, found),
                // A second name may stand in a layer without its first one.
                EntryKind.HardLink => Copied(entry, entries[found.LinkName!.StartsWith("./", StringComparison.Ordinal) ? found.LinkName[2..] : found.LinkName.TrimStart('/')]),
                _ => new RootEntry(entry, null),
            };
        }

        return [.. entries.Values.OrderBy(entry => entry.Entry.Path, StringComparer.Ordinal)];
    }

    private static bool IsDocumentation(string path, EntryKind kind) =>
        Documentation.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))
        || (kind is EntryKind.File or EntryKind.HardLink && path.StartsWith("usr/share/doc/", StringComparison.Ordinal) && !path.EndsWith("/copyright", StringComparison.Ordinal));

    private static RootEntry Copied(LayerEntry link, RootEntry first) =>
        new(first.Entry with { Path = link.Path }, first.Digest);

    private static RootEntry WithContent(LayerEntry entry, string archive, TarEntry found)
    {
        if (found.Length == 0) return new RootEntry(entry, Digest.Of([]));
        if (entry.Path.EndsWith(".pyc", StringComparison.Ordinal)) TrustCompiled(archive, found.DataOffset);
        using var handle = File.OpenHandle(archive, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> buffer = stackalloc byte[1 << 14];
        for (var (offset, left) = (found.DataOffset, found.Length); left > 0;)
        {
            var count = RandomAccess.Read(handle, buffer[..(int)Math.Min(buffer.Length, left)], offset);
            if (count == 0) throw new EndOfStreamException($"{archive} ends within {entry.Path}");
            hash.AppendData(buffer[..count]);
            (offset, left) = (offset + count, left - count);
        }

        return new RootEntry(
            entry with { Content = EntryContent.Of(archive, found.DataOffset, found.Length) }, new Digest(Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    // PEP 552: under SOURCE_DATE_EPOCH Python compiles to files that name their source's hash and ask to check it at every import. In an image
    // neither changes, so the request (bit 1 of the flags) is taken back.
    private static void TrustCompiled(string archive, long offset)
    {
        const byte hashed = 1, asksToCheck = 2;
        using var handle = File.OpenHandle(archive, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Span<byte> flags = stackalloc byte[1];
        if (RandomAccess.Read(handle, flags, offset + 4) != 1 || flags[0] != (hashed | asksToCheck)) return;
        flags[0] = hashed;
        RandomAccess.Write(handle, flags, offset + 4);
    }

    private static EntryKind? Kind(TarEntryType type) => type switch
    {
        TarEntryType.Directory => EntryKind.Folder,
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => EntryKind.File,
        TarEntryType.SymbolicLink => EntryKind.Link,
        TarEntryType.HardLink => EntryKind.HardLink,
        // Devices are the container engine's to make.
        _ => null,
    };
}

/// <summary>An entry of a system's root.</summary>
/// <param name="Digest">Of a file's content.</param>
internal sealed record RootEntry(LayerEntry Entry, Digest? Digest)
{
    /// <summary>Whether a layer that has one needs not have the other.</summary>
    public bool IsSame(RootEntry other) =>
        Digest == other.Digest && Entry with { Content = other.Entry.Content } == other.Entry;
}
