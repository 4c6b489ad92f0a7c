using LibGit2Sharp;

namespace Modelyard.Planning.Sources;

/// <summary>The repository that a root belongs to, opened for reading. One thread at a time.</summary>
internal sealed class GitCheckout : IDisposable
{
    private readonly string? _temporary;

    private GitCheckout(LibGit2Sharp.Repository git, string prefix, string? temporary)
    {
        Git = git;
        Prefix = prefix;
        _temporary = temporary;
    }

    public LibGit2Sharp.Repository Git { get; }

    /// <summary>The root relative to the working directory of git, with a final slash; empty where they are the same.</summary>
    public string Prefix { get; }

    /// <summary>
    /// Opens the repository around a root. A root without one, or one that its repository ignores, is looked at through an empty
    /// repository made aside: then everything in it is new, but for what its .gitignore files leave out.
    /// </summary>
    /// <param name="root">Absolute path.</param>
    /// <exception cref="Diagnostics.YardException">YARD2003: there is a repository, but it cannot be read.</exception>
    public static GitCheckout Open(string root)
    {
        try
        {
            return Discover(root) ?? OpenAside(root);
        }
        catch (LibGit2SharpException exception)
        {
            var hint = exception.Message.Contains("owned", StringComparison.Ordinal)
                ? $"run: git config --global --add safe.directory {root}"
                : null;
            throw PlanCodes.UnreadableRepository.Failure(exception.Message.TrimEnd('.'), hint);
        }
    }

    /// <summary>The tree of the root in a commit.</summary>
    public Tree? TreeOf(Commit? commit)
    {
        if (commit is null || Prefix.Length == 0) return commit?.Tree;
        return commit[Prefix.TrimEnd('/')]?.Target as Tree;
    }

    public void Dispose()
    {
        Git.Dispose();
        if (_temporary is not null) Directory.Delete(_temporary, recursive: true);
    }

    private static GitCheckout? Discover(string root)
    {
        if (LibGit2Sharp.Repository.Discover(root) is not { } found)
        {
            RequireNone(root);
            return null;
        }

        var git = new LibGit2Sharp.Repository(found);
        if (git.Info.WorkingDirectory is { } working)
        {
            // Both resolved, as either may have been reached through a link.
            var relative = Path.GetRelativePath(RealPath.Of(working), RealPath.Of(root)).Replace('\\', '/');
            var prefix = relative == "." ? "" : relative + "/";
            var checkout = new GitCheckout(git, prefix, temporary: null);
            if (prefix.Length == 0 || !git.Ignore.IsPathIgnored(prefix) || checkout.TreeOf(git.Head.Tip) is not null) return checkout;
        }

        git.Dispose();
        return null;
    }

    // Found by name but not by libgit2: a worktree whose repository was moved, say. To go on without it would give ids that commits do not have.
    private static void RequireNone(string root)
    {
        for (var folder = root; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var broken = Path.Combine(folder, ".git");
            if (Path.Exists(broken)) throw PlanCodes.UnreadableRepository.Failure($"{broken} leads to no repository");
        }
    }

    private static GitCheckout OpenAside(string root)
    {
        var temporary = Directory.CreateTempSubdirectory("yard-git-").FullName;
        var git = LibGit2Sharp.Repository.Init(temporary, isBare: true);
        return new GitCheckout(new LibGit2Sharp.Repository(git, new RepositoryOptions { WorkingDirectoryPath = root, IndexPath = Path.Combine(temporary, "index") }), "", temporary);
    }
}
