using System.Collections.Concurrent;
using Modelyard.Content;

namespace Modelyard.Planning.Sources;

/// <summary>
/// Source folders of a copy that holds only what git would store: every file counts, and the ids are git's own, so that keys made here equal
/// those made in the repository.
/// </summary>
/// <param name="root">Absolute path of the copy.</param>
public sealed class FolderTrees(string root) : ISourceTrees
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<GitFile>> _folders = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string TreeId(string folder) => GitObjects.TreeId(Read(folder));

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> Files(string folder) => [.. Read(folder).Select(file => new SourceFile(file.Path, file.Mode == GitMode.Executable, file.Id))];

    private IReadOnlyList<GitFile> Read(string folder) => _folders.GetOrAdd(folder, path =>
    {
        var place = Path.Combine(root, path);
        return [.. ContentTree.Walk(place).Order(StringComparer.Ordinal).Select(file => new GitFile(file, ModeOf(Path.Combine(place, file)), GitObjects.BlobId(File.ReadAllBytes(Path.Combine(place, file)))))];
    });

    private static GitMode ModeOf(string file) => ContentFile.IsExecutable(file) ? GitMode.Executable : GitMode.Regular;
}
