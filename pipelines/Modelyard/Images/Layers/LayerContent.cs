using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Layers;

/// <summary>
/// A layer before anything of it is read: its entries in the one order that does not depend on where they came from. The same entries are
/// the same bytes, whoever writes them, when, and on which machine; no compression, since no compressor promises its bytes.
/// </summary>
public sealed class LayerContent
{
    private const int BufferSize = 1 << 20;

    /// <param name="entries">In any order. Folders that are missing between them are added.</param>
    /// <exception cref="YardException">YARD7103: all names that stand twice, or lead out.</exception>
    public LayerContent(IEnumerable<LayerEntry> entries)
    {
        var sorted = new SortedDictionary<string, LayerEntry>(StringComparer.Ordinal);
        var problems = new List<Diagnostic>();
        foreach (var entry in entries)
        {
            if (Problem(entry.Path) is { } problem) problems.Add(LayerCodes.NameDoesNotTravel.Error(null, $"'{entry.Path}' {problem}"));
            else if (!sorted.TryAdd(entry.Path, entry)) problems.Add(LayerCodes.NameDoesNotTravel.Error(null, $"'{entry.Path}' stands twice in one layer"));
        }

        foreach (var path in sorted.Keys.ToList()) AddFolders(path, sorted, problems);
        if (problems.Count > 0) throw new YardException(problems);
        Entries = [.. sorted.Values];
    }

    /// <summary>Sorted by path.</summary>
    public IReadOnlyList<LayerEntry> Entries { get; }

    /// <summary>The archive, from its beginning; nothing is read before it is asked for.</summary>
    public Stream Open() => new TarStream(Entries);

    /// <summary>Reads everything once.</summary>
    /// <exception cref="YardException">YARD7104, YARD7105.</exception>
    public LayerDigest Describe(CancellationToken cancellation)
    {
        using var stream = Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(BufferSize, stream.Length));
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, count));
        }

        return new LayerDigest(new Digest(Convert.ToHexStringLower(hash.GetHashAndReset())), stream.Length);
    }

    private static void AddFolders(string path, SortedDictionary<string, LayerEntry> sorted, List<Diagnostic> problems)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var folder = path[..slash];
            if (sorted.TryAdd(folder, LayerEntry.Folder(folder))) continue;
            if (sorted[folder].Kind != EntryKind.Folder) problems.Add(LayerCodes.NameDoesNotTravel.Error(null, $"'{folder}' is a file and the folder of '{path}' in one layer"));
            return;
        }
    }

    private static string? Problem(string path)
    {
        if (path.Length == 0) return "is no name";
        if (path.Contains('\n') || path.Contains('\0') || path.Contains('\uFFFD')) return "is not a name that travels: no line breaks, UTF-8 only";
        return path.Split('/').Any(word => word is "" or "." or "..") ? "is not a plain path below the image's root" : null;
    }
}

/// <summary>What a layer is called once it was read.</summary>
/// <param name="Digest">Of the archive; since it is not compressed, its diff id as well.</param>
/// <param name="Size">Bytes.</param>
public sealed record LayerDigest(Digest Digest, long Size)
{
    /// <summary>As a manifest names it.</summary>
    [JsonIgnore]
    public Descriptor Descriptor => new(MediaTypes.Layer, Digest, Size);
}
