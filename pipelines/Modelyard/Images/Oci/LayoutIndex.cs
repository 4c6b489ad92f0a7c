using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>
/// <c>oci-layout</c> and <c>index.json</c> of a layout: which manifests it holds, by tag. It is replaced as a whole, by one process at a
/// time; who reads sees the old or the new one.
/// </summary>
internal sealed class LayoutIndex(string folder)
{
    private static readonly byte[] Marker = CanonicalJson.Bytes(new JsonObject { ["imageLayoutVersion"] = "1.0.0" });

    private string MarkerPath => Path.Combine(folder, "oci-layout");

    private string IndexPath => Path.Combine(folder, "index.json");

    /// <summary>The manifests; none where the layout is yet to be made.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8004, YARD8006.</exception>
    public IReadOnlyList<Descriptor> Read()
    {
        if (!File.Exists(IndexPath))
        {
            if (!File.Exists(MarkerPath) && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(IsForeign))
            {
                throw OciCodes.NotALayout.Failure($"{folder} holds {Path.GetFileName(Directory.EnumerateFileSystemEntries(folder).First(IsForeign))} and no oci-layout");
            }

            return [];
        }

        return OciJson.Index(File.ReadAllBytes(IndexPath), IndexPath).Manifests;
    }

    /// <summary>The manifest of a tag.</summary>
    public Descriptor? Find(string tag) => Read().FirstOrDefault(entry => TagOf(entry) == tag);

    /// <summary>Lists a manifest under a tag, or under none.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8005: the tag names other content.</exception>
    public void Add(Descriptor manifest, string? tag)
    {
        using var alone = Lock();
        var entries = Read();
        if (tag is not null && entries.FirstOrDefault(entry => TagOf(entry) == tag) is { } taken)
        {
            if (!taken.IsSameContent(manifest)) throw OciCodes.TagTaken.Failure($"{folder}: the tag {tag} names {taken.Digest}; {manifest.Digest} was to be pushed under it");
            return;
        }

        if (tag is null && entries.Any(entry => entry.IsSameContent(manifest))) return;
        var named = tag is null ? manifest : manifest with { Annotations = new Dictionary<string, string>(manifest.Annotations ?? new Dictionary<string, string>()) { [AnnotationKeys.ReferenceName] = tag } };
        if (!File.Exists(MarkerPath)) DurableFile.Write(MarkerPath, Marker);
        DurableFile.Write(IndexPath, OciJson.Bytes(new ImageIndex { Manifests = [.. entries, named] }));
    }

    /// <summary>Keeps other processes from changing the layout's files; held for milliseconds.</summary>
    public FileLock Lock() => FileLock.Wait(Path.Combine(folder, ".layout.lock"));

    public static string? TagOf(Descriptor entry) => entry.Annotations?.GetValueOrDefault(AnnotationKeys.ReferenceName);

    // A first push that is under way, or was cut off, has blobs and no index.
    private static bool IsForeign(string path) =>
        Path.GetFileName(path) is var name && name is not "blobs" && !name.StartsWith(".layout.", StringComparison.Ordinal)
        && !name.StartsWith(".oci-layout.", StringComparison.Ordinal) && !name.StartsWith(".index.json.", StringComparison.Ordinal);
}
