namespace Modelyard.Planning;

/// <summary>The repository's source folders as git sees them, dirty files included.</summary>
public interface ISourceTrees
{
    /// <summary>
    /// The id that git would give the folder's tree if everything in it that is not ignored were committed now: 40 hexadecimal
    /// digits. For a clean folder this is the tree id in HEAD, and nothing is read from disk but its status.
    /// </summary>
    /// <param name="folder">Relative to the root, forward slashes.</param>
    string TreeId(string folder);

    /// <summary>The files behind <see cref="TreeId"/>, sorted by path.</summary>
    IReadOnlyList<SourceFile> Files(string folder);
}

/// <summary>One file of a source folder.</summary>
/// <param name="Path">Relative to the folder, forward slashes.</param>
/// <param name="Executable">Git's mode 100755.</param>
/// <param name="BlobId">Git's id of the content, 40 hexadecimal digits.</param>
public sealed record SourceFile(string Path, bool Executable, string BlobId);
