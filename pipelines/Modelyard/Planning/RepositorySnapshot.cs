namespace Modelyard.Planning;

/// <summary>A copy of a repository's folders, without git: what it was taken from.</summary>
/// <param name="Trees">Its folders, with git's own ids.</param>
/// <param name="Commit">The commit that it was at; none outside git.</param>
/// <param name="Dirty">Whether it differed from that.</param>
public sealed record RepositorySnapshot(ISourceTrees Trees, string? Commit, bool Dirty);
