using LibGit2Sharp;

namespace Modelyard.Planning.Sources;

/// <summary>A folder as it would be committed now.</summary>
/// <param name="Files">Sorted by path, ordinal.</param>
internal sealed record SourceFolder(string TreeId, IReadOnlyList<GitFile> Files)
{
    /// <summary>The prefix of paths in a folder: itself and a slash, or nothing for the root.</summary>
    public static string Below(string folder) => folder is "" or "." ? "" : folder.TrimEnd('/') + "/";

    /// <summary>The id that HEAD has for a folder, found without looking at its files; <see langword="null"/> where something in it differs.</summary>
    public static string? CleanTreeId(string folder, TreeFolders head, WorkingTreeStatus status)
    {
        var below = Below(folder);
        return status.Below(below).Count == 0 ? head.At(below.TrimEnd('/'))?.Sha : null;
    }

    /// <summary>HEAD's files, and on top of them what differs on disk.</summary>
    public static SourceFolder Read(string folder, TreeFolders head, WorkingTreeStatus status, WorkingTreeFiles working)
    {
        var below = Below(folder);
        var tree = head.At(below.TrimEnd('/'));
        var files = new SortedDictionary<string, GitFile>(StringComparer.Ordinal);
        if (tree is not null) Walk(tree, "", files);

        var dirty = status.Below(below);
        foreach (var path in dirty)
        {
            var name = path[below.Length..];
            files.Remove(name);
            if (!status.IsAbsent(path) && working.Read(path, name) is { } file) files[name] = file;
        }

        if (files.Values.FirstOrDefault(file => file.Mode == GitMode.Submodule) is { } submodule)
        {
            throw PlanCodes.NestedRepository.Failure("it is a submodule or a repository of its own, expected files", where: new(below + submodule.Path));
        }

        return new SourceFolder(GitObjects.TreeId(files.Values), [.. files.Values]);
    }

    /// <summary>The file at a path of a tree.</summary>
    public static GitFile? Find(Tree? tree, string path) =>
        tree?[path] is { TargetType: not TreeEntryTargetType.Tree } entry ? FileOf(entry, path) : null;

    private static void Walk(Tree tree, string below, SortedDictionary<string, GitFile> files)
    {
        foreach (var entry in tree)
        {
            var path = below + entry.Name;
            if (entry.TargetType == TreeEntryTargetType.Tree) Walk((Tree)entry.Target, path + "/", files);
            else files[path] = FileOf(entry, path);
        }
    }

    private static GitFile FileOf(TreeEntry entry, string path) => new(path, ModeOf(entry.Mode), entry.Target.Sha);

    private static GitMode ModeOf(Mode mode) => mode switch
    {
        Mode.ExecutableFile => GitMode.Executable,
        Mode.SymbolicLink => GitMode.SymbolicLink,
        Mode.GitLink => GitMode.Submodule,
        _ => GitMode.Regular,
    };
}
