using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard validate [MODEL…]</c></summary>
internal sealed class ValidateCommand : YardCommand
{
    private readonly Argument<string[]> _models = new("MODEL") { Arity = ArgumentArity.ZeroOrMore, Description = "Only problems of these models and of what they use. Default: everything." };

    public ValidateCommand()
        : base("validate", "Check every spec: models, components, runtimes, releases, environments. All problems are shown at once.") =>
        Arguments.Add(_models);

    public override IReadOnlyList<string> Examples =>
    [
        "yard validate",
        "yard validate item-photo --json",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var repository = workspace.Repository;
        var names = (arguments.GetValue(_models) ?? []).Select(name => ModelArgument.Known(name, workspace)).ToArray();
        var diagnostics = names.Length == 0 ? repository.Diagnostics : [.. repository.Diagnostics.Where(diagnostic => Concerns(diagnostic, names))];
        var errors = diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);
        if (output.IsJson) output.Json(new { valid = errors == 0, diagnostics = diagnostics.Select(DiagnosticJson.Of) });
        else output.Problems(diagnostics);
        if (!output.IsJson && errors == 0) output.Line($"valid: {repository.Models.Count} models, {repository.Components.Keys.Count(name => !ModelCall.Is(name))} components, {repository.Runtimes.Count} runtimes");
        else if (!output.IsJson) output.Note($"{errors} errors, {diagnostics.Count - errors} warnings");
        return Task.FromResult(errors == 0 ? ExitCodes.Done : ExitCodes.InvalidSpec);
    }

    // What is not a model's own may be what a model uses, so it is always shown.
    private static bool Concerns(Diagnostic diagnostic, string[] models) =>
        diagnostic.Where is not { } where
        || !where.File.StartsWith("models/", StringComparison.Ordinal)
        || models.Any(model => where.File.StartsWith($"models/{model}/", StringComparison.Ordinal));
}
