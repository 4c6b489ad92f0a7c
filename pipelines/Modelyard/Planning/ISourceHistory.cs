namespace Modelyard.Planning;

/// <summary>What the working tree differs in from a revision.</summary>
public interface ISourceHistory
{
    /// <summary>Compares the working tree, as it would be committed now, with where it came from.</summary>
    /// <param name="revision">
    /// A branch, tag or commit: then the merge base of it and HEAD is compared with. <see langword="null"/> means HEAD itself. Without any commit,
    /// everything is new.
    /// </param>
    /// <exception cref="Diagnostics.YardException">YARD2001, YARD2002: there is nothing to compare with.</exception>
    SourceChanges Since(string? revision);
}

/// <summary>The differences between two states of the repository.</summary>
public sealed record SourceChanges
{
    /// <summary>The commit compared with; <see langword="null"/> where there is none.</summary>
    public required string? Base { get; init; }

    /// <summary>Sorted by path, ordinal. A renamed file is one removed and one added.</summary>
    public required IReadOnlyList<ChangedFile> Files { get; init; }

    /// <summary>The content of a file in <see cref="Base"/>, by path relative to the root; <see langword="null"/> where it was not there.</summary>
    public required Func<string, byte[]?> ReadBase { get; init; }
}

/// <summary>One file that differs.</summary>
/// <param name="Path">Relative to the root, forward slashes.</param>
public sealed record ChangedFile(string Path, FileChange Change);

/// <summary>How a file differs.</summary>
public enum FileChange
{
    /// <summary>It was not there.</summary>
    Added,

    /// <summary>Content, mode or type differ.</summary>
    Modified,

    /// <summary>It is not there any more.</summary>
    Removed,
}
