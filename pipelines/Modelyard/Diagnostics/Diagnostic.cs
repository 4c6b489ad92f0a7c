namespace Modelyard.Diagnostics;

/// <summary>How bad a <see cref="Diagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>Worth saying; the work goes on.</summary>
    Warning,

    /// <summary>The work cannot be done as asked.</summary>
    Error,
}

/// <summary>A place in a file of the repository.</summary>
/// <param name="File">Path relative to the repository's root, with forward slashes.</param>
/// <param name="Line">From 1; 0 means the file as a whole.</param>
/// <param name="Column">From 1; 0 means the line as a whole.</param>
public sealed record SourcePosition(string File, int Line = 0, int Column = 0)
{
    /// <summary><c>file:line:column</c>, which editors and terminals turn into a link.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>One problem, complete: where, what was found, what is expected, what to do.</summary>
public sealed record Diagnostic(DiagnosticCode Code, Severity Severity, SourcePosition? Where, string Message, string? Hint = null)
{
    /// <summary><c>models/a/model.yaml:3:5: error YARD1004: … → …</c> on one line.</summary>
    public override string ToString()
    {
        var place = Where is null ? "" : $"{Where}: ";
        var severity = Severity == Severity.Error ? "error" : "warning";
        var hint = Hint is null ? "" : $" → {Hint}";
        return $"{place}{severity} {Code.Id}: {Message}{hint}";
    }
}
