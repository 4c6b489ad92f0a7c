using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;

namespace Modelyard.GitOps;

/// <summary>
/// A clone and its remote, by the program git: logins, signatures and hooks are the user's own. What is committed here is put together beside the working tree and the index,
/// which stay as they are.
/// </summary>
/// <param name="root">The repository's root as Modelyard sees it; it may be a folder of the clone.</param>
/// <param name="remote"><c>origin</c>.</param>
public sealed class GitClone(string root, string remote, TimeProvider time)
{
    private const string Name = "Modelyard";
    private const string Email = "modelyard@localhost";

    // Nothing may wait for a password that nobody types, and what git says is compared.
    private static readonly IReadOnlyDictionary<string, string?> Quiet = new Dictionary<string, string?> { ["GIT_TERMINAL_PROMPT"] = "0", ["LC_ALL"] = "C", ["GIT_DIR"] = null, ["GIT_WORK_TREE"] = null };

    private readonly HostCommands _commands = new(time);

    /// <summary>Brings all branches of the remote.</summary>
    /// <exception cref="YardException">YARD2101.</exception>
    public Task FetchAsync(CancellationToken cancellation) => GitAsync(["fetch", "--quiet", "--prune", remote, $"+refs/heads/*:refs/remotes/{remote}/*"], cancellation);

    /// <summary>Branch of the remote → its commit, as they were last brought.</summary>
    public async Task<IReadOnlyDictionary<string, string>> BranchesAsync(CancellationToken cancellation)
    {
        var lines = await GitAsync(["for-each-ref", "--format=%(objectname) %(refname:lstrip=3)", $"refs/remotes/{remote}"], cancellation);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .Where(branch => branch[1] != "HEAD")
            .ToDictionary(branch => branch[1], branch => branch[0], StringComparer.Ordinal);
    }

    /// <summary>The commit of a branch of the remote, as it was last brought.</summary>
    /// <exception cref="YardException">YARD2102.</exception>
    public async Task<string> HeadAsync(string branch, CancellationToken cancellation)
    {
        var branches = await BranchesAsync(cancellation);
        return branches.TryGetValue(branch, out var commit) ? commit
            : throw GitOpsCodes.NoRemoteBranch.Failure($"{remote} has no branch '{branch}'; it has {(branches.Count == 0 ? "none" : string.Join(", ", branches.Keys.Order(StringComparer.Ordinal)))}", NearestName.Hint(branch, branches.Keys));
    }

    /// <summary>Whether a commit is in another one's history, or is that commit.</summary>
    public async Task<bool> IsInAsync(string older, string newer, CancellationToken cancellation) =>
        (await RunAsync(["merge-base", "--is-ancestor", older, newer], cancellation)).Succeeded;

    /// <summary>A file of a commit; <see langword="null"/> where it has none.</summary>
    /// <param name="path">Relative to the root.</param>
    public async Task<string?> ReadAsync(string commit, string path, CancellationToken cancellation)
    {
        var found = await RunAsync(["show", $"{commit}:./{path}"], cancellation);
        return found.Succeeded ? found.Output : null;
    }

    /// <summary>Whether a commit has a file or folder.</summary>
    /// <param name="path">Relative to the root.</param>
    public async Task<bool> HasAsync(string commit, string path, CancellationToken cancellation) => (await RunAsync(["cat-file", "-e", $"{commit}:./{path}"], cancellation)).Succeeded;

    /// <summary>A commit on top of another one in which some files are other than there. It is in no branch yet.</summary>
    /// <param name="files">Path relative to the root → text.</param>
    /// <returns>Its id.</returns>
    public async Task<string> CommitAsync(string parent, IReadOnlyDictionary<string, string> files, string message, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("yard-commit-").FullName;
        try
        {
            var aside = new Dictionary<string, string?> { ["GIT_INDEX_FILE"] = Path.Combine(folder, "index") };
            var prefix = await PrefixAsync(cancellation);
            await GitAsync(["read-tree", parent], cancellation, aside);
            foreach (var (path, text) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                var content = Path.Combine(folder, "content");
                await File.WriteAllTextAsync(content, text, cancellation);
                var blob = (await GitAsync(["hash-object", "-w", "--no-filters", content], cancellation)).Trim();
                await GitAsync(["update-index", "--add", "--cacheinfo", $"100644,{blob},{prefix}{path}"], cancellation, aside);
            }

            var tree = (await GitAsync(["write-tree"], cancellation, aside)).Trim();
            return (await GitAsync(["commit-tree", tree, "-p", parent, "-m", message], cancellation, await AuthorAsync(cancellation))).Trim();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Moves a branch of the remote forward to a commit.</summary>
    /// <returns>Whether it moved; not where somebody else had moved it meanwhile.</returns>
    /// <exception cref="YardException">YARD2101: it was refused for another reason.</exception>
    public Task<bool> PushAsync(string commit, string branch, CancellationToken cancellation) => PushAsync([$"{commit}:refs/heads/{branch}"], cancellation);

    /// <summary>Sets a branch of automation's own to a commit, whatever it was, unless somebody else has set it since it was looked at.</summary>
    /// <param name="seen">What it was; <see langword="null"/> where it was not there.</param>
    /// <returns>Whether it was set.</returns>
    public Task<bool> ReplaceAsync(string commit, string branch, string? seen, CancellationToken cancellation) =>
        PushAsync([$"--force-with-lease=refs/heads/{branch}:{seen}", $"{commit}:refs/heads/{branch}"], cancellation);

    /// <summary>Brings the working tree forward to a commit of its branch.</summary>
    /// <returns>Why not; <see langword="null"/> where it was.</returns>
    public async Task<string?> ForwardAsync(string branch, string commit, CancellationToken cancellation)
    {
        var checkedOut = await RunAsync(["symbolic-ref", "--short", "--quiet", "HEAD"], cancellation);
        if (checkedOut.Output.Trim() != branch) return $"it has {(checkedOut.Succeeded ? $"the branch '{checkedOut.Output.Trim()}'" : "no branch")} checked out, expected '{branch}'";
        var merged = await RunAsync(["merge", "--ff-only", "--quiet", commit], cancellation);
        return merged.Succeeded ? null : merged.LastLine;
    }

    /// <summary>A working tree of a commit, of its own, until disposed.</summary>
    /// <param name="folder">Must not exist.</param>
    public async Task<CommitTree> CheckOutAsync(string commit, string folder, CancellationToken cancellation)
    {
        // What a killed process left stands in git's list although its folder is gone.
        await GitAsync(["worktree", "prune"], cancellation);
        await GitAsync(["worktree", "add", "--quiet", "--detach", "--force", folder, commit], cancellation);
        return new CommitTree(this, folder, Path.TrimEndingDirectorySeparator(Path.Combine(folder, await PrefixAsync(cancellation))));
    }

    internal Task RemoveTreeAsync(string folder) => RunAsync(["worktree", "remove", "--force", folder], CancellationToken.None);

    // Where the root is in the clone, with a final slash; empty where they are the same.
    private async Task<string> PrefixAsync(CancellationToken cancellation) => (await GitAsync(["rev-parse", "--show-prefix"], cancellation)).Trim();

    private async Task<bool> PushAsync(IReadOnlyList<string> what, CancellationToken cancellation)
    {
        IReadOnlyList<string> arguments = ["push", "--porcelain", remote, .. what];
        var pushed = await RunAsync(arguments, cancellation);
        if (pushed.Succeeded) return true;
        // The remote says the first where we are behind it, and the second where somebody pushes at this very moment.
        var lost = pushed.Tail.Any(line => line.Contains("[rejected]", StringComparison.Ordinal) || line.Contains("cannot lock ref", StringComparison.Ordinal) || line.Contains("failed to update ref", StringComparison.Ordinal));
        return lost ? false : throw Failed(arguments, pushed);
    }

    // Whoever has told git a name commits under it; a machine of automation's own need not.
    private async Task<IReadOnlyDictionary<string, string?>> AuthorAsync(CancellationToken cancellation) =>
        (await RunAsync(["var", "GIT_COMMITTER_IDENT"], cancellation)).Succeeded && (await RunAsync(["config", "user.email"], cancellation)).Succeeded
            ? new Dictionary<string, string?>()
            : new Dictionary<string, string?> { ["GIT_AUTHOR_NAME"] = Name, ["GIT_AUTHOR_EMAIL"] = Email, ["GIT_COMMITTER_NAME"] = Name, ["GIT_COMMITTER_EMAIL"] = Email };

    private async Task<string> GitAsync(IReadOnlyList<string> arguments, CancellationToken cancellation, IReadOnlyDictionary<string, string?>? more = null)
    {
        var result = await RunAsync(arguments, cancellation, more);
        return result.Succeeded ? result.Output : throw Failed(arguments, result);
    }

    private Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation, IReadOnlyDictionary<string, string?>? more = null) =>
        _commands.RunAsync(new Command("git", ["-C", root, .. arguments]) { Environment = Quiet.Concat(more ?? new Dictionary<string, string?>()).ToDictionary() }, null, cancellation);

    private YardException Failed(IReadOnlyList<string> arguments, CommandResult result) =>
        GitOpsCodes.GitFailed.Failure($"{new Command("git", ["-C", root, .. arguments])} ended with {result.ExitCode}: {result.LastLine}");
}

/// <summary>A commit, checked out in a folder of its own.</summary>
/// <param name="Root">The repository's root in it, as Modelyard sees it.</param>
public sealed record CommitTree(GitClone Of, string Folder, string Root) : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Of.RemoveTreeAsync(Folder);
}
