namespace Modelyard.Planning.Sources;

/// <summary>A file as a git tree lists it.</summary>
/// <param name="Path">Relative to the tree, forward slashes.</param>
/// <param name="Id">Git's id of the blob, or of the commit of a submodule.</param>
internal sealed record GitFile(string Path, GitMode Mode, string Id);

/// <summary>Git's modes of what is not a folder.</summary>
internal enum GitMode
{
    Regular,
    Executable,
    SymbolicLink,
    Submodule,
}
