using LibGit2Sharp;

namespace Modelyard.Planning.Sources;

/// <summary>
/// Source folders through libgit2. What the working tree differs in from HEAD is read once, when the object is made: it is a snapshot for one
/// command. Safe for use by several threads. Nothing is written to the repository.
/// </summary>
public sealed class GitSourceTrees : ISourceTrees, ISourceHistory, IDisposable
{
    private readonly Lock _one = new();
    private readonly Dictionary<string, SourceFolder> _folders = new(StringComparer.Ordinal);
    private readonly GitCheckout _checkout;
    private readonly WorkingTreeStatus _status;
    private readonly WorkingTreeFiles _files;
    private readonly Tree? _head;
    private readonly TreeFolders _headFolders;

    private GitSourceTrees(GitCheckout checkout, string root)
    {
        _checkout = checkout;
        _status = WorkingTreeStatus.Of(checkout);
        _files = new WorkingTreeFiles(checkout, root);
        _head = checkout.TreeOf(checkout.Git.Head.Tip);
        _headFolders = new TreeFolders(_head);
    }

    /// <summary>Looks at a root: a repository, a folder in one, or no repository at all.</summary>
    /// <exception cref="Diagnostics.YardException">YARD2003: the repository cannot be read.</exception>
    public static GitSourceTrees Open(string root)
    {
        root = Path.GetFullPath(root);
        var checkout = GitCheckout.Open(root);
        try
        {
            return new GitSourceTrees(checkout, root);
        }
        catch (LibGit2SharpException exception)
        {
            checkout.Dispose();
            throw PlanCodes.UnreadableRepository.Failure(exception.Message.TrimEnd('.'));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="Diagnostics.YardException">YARD2004, YARD2005, YARD2007: a file that differs from HEAD has no sound id.</exception>
    public string TreeId(string folder)
    {
        lock (_one) return SourceFolder.CleanTreeId(folder, _headFolders, _status) ?? Folder(folder).TreeId;
    }

    /// <inheritdoc/>
    /// <exception cref="Diagnostics.YardException">As <see cref="TreeId"/>, clean files included; YARD2006: a symbolic link.</exception>
    public IReadOnlyList<SourceFile> Files(string folder)
    {
        lock (_one)
        {
            var found = Folder(folder);
            foreach (var file in found.Files)
            {
                var path = SourceFolder.Below(folder) + file.Path;
                if (file.Mode == GitMode.SymbolicLink)
                {
                    throw PlanCodes.LinkedFile.Failure("it is a symbolic link, expected a file", where: new(path));
                }

                _files.RequireUnconverted(path);
            }

            return [.. found.Files.Select(file => new SourceFile(file.Path, file.Mode == GitMode.Executable, file.Id))];
        }
    }

    /// <inheritdoc/>
    public SourceChanges Since(string? revision)
    {
        lock (_one)
        {
            var origin = Revisions.Base(_checkout.Git, revision);
            var tree = _checkout.TreeOf(origin);
            return new SourceChanges { Base = origin?.Sha, Files = Compare(tree), ReadBase = path => Read(tree, path) };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _checkout.Dispose();

    private SourceFolder Folder(string folder)
    {
        if (!_folders.TryGetValue(folder, out var found)) _folders[folder] = found = SourceFolder.Read(folder, _headFolders, _status, _files);
        return found;
    }

    // Between two commits git knows; a path that is dirty on top of that is compared by its content now.
    private List<ChangedFile> Compare(Tree? origin)
    {
        var paths = new SortedSet<string>(_status.Paths, StringComparer.Ordinal);
        if (origin?.Id != _head?.Id)
        {
            using var changes = _checkout.Git.Diff.Compare<TreeChanges>(origin, _head, new CompareOptions { Similarity = SimilarityOptions.None });
            paths.UnionWith(changes.Select(change => change.Path));
        }

        var dirty = _status.Paths.ToHashSet(StringComparer.Ordinal);
        return [.. paths.Select(path => (path, change: Change(SourceFolder.Find(origin, path), Now(path)))).Where(pair => pair.change is not null)
            .Select(pair => new ChangedFile(pair.path, pair.change!.Value))];

        GitFile? Now(string path) => !dirty.Contains(path) ? SourceFolder.Find(_head, path) : _status.IsAbsent(path) ? null : _files.Read(path, path);
    }

    private static FileChange? Change(GitFile? before, GitFile? now) => (before, now) switch
    {
        (null, null) => null,
        (null, _) => FileChange.Added,
        (_, null) => FileChange.Removed,
        _ => before == now ? null : FileChange.Modified,
    };

    private byte[]? Read(Tree? tree, string path)
    {
        lock (_one)
        {
            if (tree?[path]?.Target is not Blob blob) return null;
            using var content = new MemoryStream();
            using var stream = blob.GetContentStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
    }
}
