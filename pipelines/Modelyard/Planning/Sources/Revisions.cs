using LibGit2Sharp;
using Modelyard.Diagnostics;

namespace Modelyard.Planning.Sources;

/// <summary>Finds the commit that a plan starts from.</summary>
internal static class Revisions
{
    /// <summary>HEAD, or the merge base of HEAD and a revision; <see langword="null"/> where there is no commit yet and none was asked for.</summary>
    public static Commit? Base(LibGit2Sharp.Repository git, string? revision)
    {
        var head = git.Head.Tip;
        if (revision is null) return head;
        var commit = Find(git, revision) ?? throw PlanCodes.UnknownRevision.Failure($"'{revision}' is no branch, tag or commit of this repository", Suggest(git, revision));
        var origin = head is null ? null : git.ObjectDatabase.FindMergeBase(head, commit);
        return origin ?? throw PlanCodes.NoCommonAncestor.Failure($"'{revision}' and HEAD have no common ancestor in this clone");
    }

    private static Commit? Find(LibGit2Sharp.Repository git, string revision)
    {
        try
        {
            return git.Lookup(revision)?.Peel<Commit>();
        }
        catch (Exception exception) when (exception is LibGit2SharpException or ArgumentException)
        {
            return null; // no revision by its form, ambiguous, or of something that is no commit
        }
    }

    private static string? Suggest(LibGit2Sharp.Repository git, string revision)
    {
        var names = git.Branches.Select(branch => branch.FriendlyName).Concat(git.Tags.Select(tag => tag.FriendlyName)).ToList();
        if (NearestName.Hint(revision, names) is { } hint) return hint;
        return names.Count == 0 ? null : $"there are: {string.Join(", ", names.Order(StringComparer.Ordinal).Take(10))}{(names.Count > 10 ? ", …" : "")}";
    }
}
