namespace Modelyard.Diagnostics;

/// <summary>A kind of problem: what it is called, and what a reader of <c>docs/diagnostics.md</c> is told about it.</summary>
/// <param name="Id"><c>YARD</c> and four digits: 1 specs, 2 planning and git, 3 running, 4 versions, 5 releases and traffic, 6 serving, 7 set-up, 8 images, registries, clusters and GitHub, 9 the command line.</param>
/// <param name="Title">A short sentence without a full stop.</param>
/// <param name="Remedy">What the user does next, one or two sentences.</param>
public sealed record DiagnosticCode(string Id, string Title, string Remedy)
{
    /// <summary>An error of this kind.</summary>
    /// <param name="where">File, line and column; <see langword="null"/> where no file is to blame.</param>
    /// <param name="message">What was found and what was expected, naming the field.</param>
    /// <param name="hint">What to do next, where it can be said more exactly than <see cref="Remedy"/> does.</param>
    public Diagnostic Error(SourcePosition? where, string message, string? hint = null) =>
        new(this, Severity.Error, where, message, hint);

    /// <summary>A warning of this kind; it never changes the exit code.</summary>
    public Diagnostic Warning(SourcePosition? where, string message, string? hint = null) =>
        new(this, Severity.Warning, where, message, hint);

    /// <summary>An exception that carries one error of this kind.</summary>
    public YardException Failure(string message, string? hint = null, SourcePosition? where = null) =>
        new([Error(where, message, hint)]);
}

/// <summary>Marks a static class whose public static readonly <see cref="DiagnosticCode"/> fields belong in <c>docs/diagnostics.md</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DiagnosticCodesAttribute : Attribute;
