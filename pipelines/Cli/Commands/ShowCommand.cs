using System.CommandLine;
using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.Versions;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard show MODEL@VERSION</c></summary>
internal sealed class ShowCommand : YardCommand
{
    private readonly Argument<string> _version = new("MODEL@VERSION")
    {
        Description = "A version: MODEL@dev3, MODEL@newest (of all candidates) or MODEL@sha256:… (12 digits or more).",
    };

    public ShowCommand()
        : base("show", "Show what a version is: steps and keys, artifact, metrics, and where it came from.") =>
        Arguments.Add(_version);

    public override IReadOnlyList<string> Examples =>
    [
        "yard show item-photo@newest",
        "yard show item-photo@dev1 --json",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var (model, reference) = ModelArgument.WithVersion(arguments.GetRequiredValue(_version), workspace);
        var version = workspace.Versions.Find(model, reference);
        if (output.IsJson) output.Json(new { version.Name, version = version.Manifest, origin = version.Origin });
        else Show(version, workspace, output);
        return Task.FromResult(ExitCodes.Done);
    }

    private static void Show(NamedVersion version, Workspace workspace, Output output)
    {
        var manifest = version.Manifest;
        output.Line($"{manifest.Model}@{version.Name}");
        output.Line($"  identity    {manifest.Identity}");
        output.Line($"  candidate   {manifest.Candidate}, served by {manifest.Serving.Runtime}");
        output.Line($"  artifact    {manifest.Artifact.Digest}  {Sizes.Of(manifest.Artifact.Bytes)}");
        output.Line($"              {workspace.Store.Objects.PathOf(manifest.Artifact.Digest)}");
        output.Line($"  evaluation  {manifest.EvaluationData}");
        foreach (var (name, value) in manifest.Metrics) output.Line($"  {name,-12}{value.ToString("0.####", CultureInfo.InvariantCulture)}");
        output.Line("  steps");
        foreach (var (name, step) in manifest.Steps) output.Line($"    {name,-16} {step.Component,-22} key {step.Key.Short}");
        if (version.Origin is { } origin) output.Line($"  made        {origin.Created:u} by run {origin.Run}{(origin.Commit is { } commit ? $" at commit {commit[..10]}{(origin.Dirty ? " with changes" : "")}" : "")}");
    }
}
