using LibGit2Sharp;

namespace Modelyard.Planning;

/// <summary>Which commit a working tree is at.</summary>
public static class SourceCommit
{
    /// <summary>HEAD's id (<see langword="null"/> outside git or before the first commit), and whether tracked files differ from it.</summary>
    public static (string? Commit, bool Dirty) Of(string root)
    {
        if (Repository.Discover(root) is not { } git) return (null, false);
        using var repository = new Repository(git);
        if (repository.Head.Tip is not { } tip) return (null, true);
        var status = repository.RetrieveStatus(new StatusOptions { IncludeUntracked = false, ExcludeSubmodules = true });
        return (tip.Sha, status.IsDirty);
    }
}
