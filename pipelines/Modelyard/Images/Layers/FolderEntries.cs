using System.Runtime.InteropServices;
using Modelyard.Content;
using Modelyard.Diagnostics;

namespace Modelyard.Images.Layers;

/// <summary>
/// What a folder of this machine is as entries of a layer. Its files keep their executable bit and nothing else of their modes, owners or times.
/// A relative link within the folder stays a link: what it leads to lies at the same place in the image.
/// </summary>
public static partial class FolderEntries
{
    private const int ReadAccess = 4;
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Everything below a folder; files are looked at and not read.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="place">Where its content stands in the image, without a leading slash; empty for the root.</param>
    /// <param name="told">What messages call the folder.</param>
    /// <exception cref="YardException">YARD7101 to YARD7104: all that cannot be part of an image.</exception>
    public static IReadOnlyList<LayerEntry> Of(string folder, string place, string told)
    {
        var (entries, problems) = (new List<LayerEntry>(), new List<Diagnostic>());
        var links = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (new DirectoryInfo(folder).LinkTarget is { } elsewhere) problems.Add(LayerCodes.LinkLeadsOut.Error(null, $"{told} is itself a symbolic link to '{elsewhere}'"));
        else Walk(folder, folder, told, entries, links, problems);
        foreach (var (path, target) in links)
        {
            if (LinkResolution.Problem(path, links) is { } problem) problems.Add(LayerCodes.LinkLeadsOut.Error(null, $"{told}/{path}: the link to '{target}' {problem}"));
            else entries.Add(LayerEntry.Link(path, target));
        }

        if (problems.Count > 0) throw new YardException([.. problems.OrderBy(problem => problem.Message, StringComparer.Ordinal)]);
        return place == "" ? entries : [.. entries.Select(entry => entry with { Path = $"{place}/{entry.Path}" })];
    }

    private static void Walk(string root, string folder, string told, List<LayerEntry> entries, SortedDictionary<string, string> links, List<Diagnostic> problems)
    {
        List<FileSystemInfo> found;
        try
        {
            found = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(LayerCodes.Unreadable.Error(null, $"{told}{Below(root, folder)} cannot be listed: {error.Message}"));
            return;
        }

        foreach (var entry in found)
        {
            var path = Path.GetRelativePath(root, entry.FullName);
            // First, since nothing else can be asked about a name that .NET could not decode.
            if (path.Contains('\n') || path.Contains('\uFFFD')) problems.Add(LayerCodes.NameDoesNotTravel.Error(null, $"{told}/{path} is not a name that travels: no line breaks, UTF-8 only"));
            else if (entry.LinkTarget is { } target) links[path] = target;
            else if (entry is DirectoryInfo) AddFolder(entry.FullName, path);
            else if (!NativeFile.IsRegular(entry.FullName)) problems.Add(LayerCodes.SpecialFile.Error(null, $"{told}/{path} is a device, pipe or socket; expected files, folders and links"));
            else if (Access(entry.FullName, ReadAccess) != 0) problems.Add(LayerCodes.Unreadable.Error(null, $"{told}/{path} cannot be read by the user who builds"));
            else entries.Add(LayerEntry.File(path, (entry.UnixFileMode & UnixFileMode.UserExecute) != 0, EntryContent.Of(entry.FullName, ((FileInfo)entry).Length)));
        }

        void AddFolder(string full, string path)
        {
            entries.Add(LayerEntry.Folder(path));
            Walk(root, full, told, entries, links, problems);
        }
    }

    private static string Below(string root, string folder) => folder == root ? "" : "/" + Path.GetRelativePath(root, folder);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
