using LibGit2Sharp;

namespace Modelyard.Planning.Sources;

/// <summary>The folders of a tree. Each level is read once: libgit2 keeps no large tree, and would read <c>models/</c> anew for every model in it.</summary>
/// <param name="root">The tree; none without a commit.</param>
internal sealed class TreeFolders(Tree? root)
{
    private readonly Dictionary<string, Dictionary<string, Tree>> _children = new(StringComparer.Ordinal);

    /// <summary>The tree of a folder, or <see langword="null"/>.</summary>
    /// <param name="folder">Relative to the root, without a final slash; empty for the root.</param>
    public Tree? At(string folder)
    {
        if (folder.Length == 0) return root;
        var slash = folder.LastIndexOf('/');
        return Children(slash < 0 ? "" : folder[..slash]).GetValueOrDefault(folder[(slash + 1)..]);
    }

    private Dictionary<string, Tree> Children(string folder)
    {
        if (_children.TryGetValue(folder, out var known)) return known;
        var folders = At(folder)?.Where(entry => entry.TargetType == TreeEntryTargetType.Tree) ?? [];
        return _children[folder] = folders.ToDictionary(entry => entry.Name, entry => (Tree)entry.Target, StringComparer.Ordinal);
    }
}
