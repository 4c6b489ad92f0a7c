using LibGit2Sharp;

namespace Modelyard.Planning;

/// <summary>How two commits of a repository stand to each other.</summary>
public static class CommitHistory
{
    /// <summary>Whether a commit is before another one in its history; <see langword="null"/> where this clone does not have one of them, or this is no clone.</summary>
    public static bool? IsAncestor(string root, string older, string newer)
    {
        if (Repository.Discover(root) is not { } found) return null;
        using var git = new Repository(found);
        if (git.Lookup<Commit>(older) is not { } first || git.Lookup<Commit>(newer) is not { } last) return null;
        return first.Sha != last.Sha && git.ObjectDatabase.FindMergeBase(first, last)?.Sha == first.Sha;
    }
}
