using Modelyard.Diagnostics;

namespace Modelyard.Specs.Reading;

/// <summary>Finds symbolic links that lead out of a spec's folder: content that no tree id would cover.</summary>
internal static class FolderLinks
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>One error for each such link.</summary>
    /// <param name="folder">Relative to the root.</param>
    public static IReadOnlyList<Diagnostic> Check(string root, string folder)
    {
        var found = new List<Diagnostic>();
        var start = new DirectoryInfo(Path.Combine(root, folder));
        if (start.LinkTarget is null)
        {
            Walk(start, Path.TrimEndingDirectorySeparator(start.FullName) + Path.DirectorySeparatorChar, folder, found);
        }
        else found.Add(Refuse(folder, start.LinkTarget));
        return found;
    }

    private static void Walk(DirectoryInfo folder, string inside, string path, List<Diagnostic> found)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos("*", Everything))
        {
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                if (!LeadsInside(entry, inside)) found.Add(Refuse($"{path}/{entry.Name}", entry.LinkTarget ?? ""));
            }
            else if (entry is DirectoryInfo child && child.Name is not ("__pycache__" or ".git"))
            {
                Walk(child, inside, $"{path}/{entry.Name}", found);
            }
        }
    }

    private static bool LeadsInside(FileSystemInfo link, string inside)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true)?.FullName.StartsWith(inside, StringComparison.Ordinal) ?? false;
        }
        catch (IOException)
        {
            return false; // A circle of links leads nowhere.
        }
    }

    private static Diagnostic Refuse(string link, string target) =>
        SpecCodes.LinkOut.Error(
            new SourcePosition(link),
            $"the symbolic link leads out of its folder, to {Yaml.Excerpt.Of(target)}",
            "copy the content into the folder");
}
