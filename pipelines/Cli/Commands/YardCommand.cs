using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.Images.Registry;
using Modelyard.Running;
using Modelyard.Traffic;
using Modelyard.Versions;

namespace Modelyard.Cli.Commands;

/// <summary>A verb: what every one of them takes, and how its end becomes an exit code.</summary>
internal abstract class YardCommand : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document on standard output; progress and logs go to standard error." };
    private readonly Option<string?> _root = new("--root") { Description = "The repository's root. Default: where ./yard stands.", HelpName = "DIR" };
    private readonly Option<string?> _store = new("--store") { Description = "The store of artifacts, runs and versions. Default: .yard/ in the root.", HelpName = "DIR" };

    protected YardCommand(string name, string description)
        : base(name, description)
    {
        Options.Add(_json);
        Options.Add(_root);
        Options.Add(_store);
        SetAction(InvokeAsync);
    }

    /// <summary>Command lines that <c>--help</c> ends with.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Does the work and returns the exit code.</summary>
    protected abstract Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation);

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var output = Output.ToTerminal(arguments.GetValue(_json));
        try
        {
            using var workspace = WorkspaceLocation.Open(arguments.GetValue(_root), arguments.GetValue(_store));
            return await RunAsync(arguments, workspace, output, cancellation);
        }
        catch (YardException failure)
        {
            output.Problems(failure.Diagnostics);
            if (output.IsJson) output.Json(new { errors = failure.Diagnostics.Select(DiagnosticJson.Of) });
            return ExitCodeOf(failure);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            output.Note("interrupted; the store is clean");
            return ExitCodes.Interrupted;
        }
    }

    // The areas of the codes: 1 specs, 9 the command line itself. Steps and versions are unknown only where an argument names one.
    private static int ExitCodeOf(YardException failure) =>
        failure.Diagnostics.All(diagnostic => diagnostic.Code.Id.StartsWith("YARD9", StringComparison.Ordinal)
            || diagnostic.Code == RegistryCodes.NotAReference || diagnostic.Code == RunCodes.UnknownStep || diagnostic.Code == VersionCodes.UnknownVersion
            || diagnostic.Code == TrafficCodes.NotAPredictionId || diagnostic.Code == TrafficCodes.NobodyAnswered) ? ExitCodes.WrongUsage
        : failure.Diagnostics.Any(diagnostic => diagnostic.Code.Id.StartsWith("YARD1", StringComparison.Ordinal)) ? ExitCodes.InvalidSpec
        : ExitCodes.Failed;
}
