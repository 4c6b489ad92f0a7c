using LibGit2Sharp;

namespace Modelyard.Planning.Sources;

/// <summary>What differs between HEAD and the files on disk: one pass over the root, whatever is asked later.</summary>
internal sealed class WorkingTreeStatus
{
    private readonly SortedSet<string> _paths;
    private readonly HashSet<string> _absent;

    private WorkingTreeStatus(SortedSet<string> paths, HashSet<string> absent)
    {
        _paths = paths;
        _absent = absent;
    }

    /// <summary>All paths that differ or may, relative to the root.</summary>
    public IEnumerable<string> Paths => _paths;

    /// <summary>Reads it.</summary>
    public static WorkingTreeStatus Of(GitCheckout checkout)
    {
        var options = new StatusOptions
        {
            IncludeUntracked = true,
            RecurseUntrackedDirs = true,
            IncludeIgnored = false,
            DetectRenamesInIndex = false,
            DetectRenamesInWorkDir = false,
            DisablePathSpecMatch = true,
            PathSpec = checkout.Prefix.Length == 0 ? null : [checkout.Prefix],
        };
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        var absent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in checkout.Git.RetrieveStatus(options))
        {
            if (!entry.FilePath.StartsWith(checkout.Prefix, StringComparison.Ordinal)) continue;
            var path = entry.FilePath[checkout.Prefix.Length..];
            paths.Add(path);
            if (IsAbsent(entry.State)) absent.Add(path);
        }

        return new WorkingTreeStatus(paths, absent);
    }

    /// <summary>The paths below a folder.</summary>
    /// <param name="folder">With a final slash; empty for the root.</param>
    public IReadOnlyCollection<string> Below(string folder) =>
        folder.Length == 0 ? _paths : _paths.GetViewBetween(folder, folder[..^1] + (char)('/' + 1));

    /// <summary>Whether <c>git add -A</c> would leave no file at a path of <see cref="Paths"/>.</summary>
    public bool IsAbsent(string path) => _absent.Contains(path);

    // Deleted on disk; or taken out of the index and ignored, else it would be untracked as well.
    private static bool IsAbsent(FileStatus state) =>
        state.HasFlag(FileStatus.DeletedFromWorkdir)
        || (state.HasFlag(FileStatus.DeletedFromIndex) && !state.HasFlag(FileStatus.NewInWorkdir));
}
