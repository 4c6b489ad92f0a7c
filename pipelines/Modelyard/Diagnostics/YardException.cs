namespace Modelyard.Diagnostics;

/// <summary>Work that could not be done, with every reason that is known. Caught at the edge, where it becomes an exit code.</summary>
public sealed class YardException(IReadOnlyList<Diagnostic> diagnostics, Exception? cause = null)
    : Exception(string.Join(Environment.NewLine, diagnostics), cause)
{
    /// <summary>At least one.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
