using Modelyard.Diagnostics;

namespace Modelyard.Cli.Display;

/// <summary>A diagnostic in JSON answers.</summary>
internal sealed record DiagnosticJson(string Code, string Severity, string? File, int? Line, int? Column, string Message, string? Hint)
{
    public static DiagnosticJson Of(Diagnostic diagnostic) => new(
        diagnostic.Code.Id,
        diagnostic.Severity == Diagnostics.Severity.Error ? "error" : "warning",
        diagnostic.Where?.File,
        diagnostic.Where?.Line,
        diagnostic.Where?.Column,
        diagnostic.Message,
        diagnostic.Hint);
}
