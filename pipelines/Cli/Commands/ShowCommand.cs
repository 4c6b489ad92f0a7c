using System.CommandLine;
using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.Images.Builder;
using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard show MODEL@VERSION</c></summary>
internal sealed class ShowCommand : YardCommand
{
    private readonly Argument<string> _version = new("MODEL@VERSION")
    {
        Description = "A version: MODEL@dev3, MODEL@newest (of all candidates) or MODEL@sha256:… (12 digits or more).",
    };

    private readonly Option<string> _environment = new("--environment")
    {
        Description = "Whose rates to forecast with: `rates:` of this environment in pipelines/environments.yaml.",
        HelpName = "NAME",
        DefaultValueFactory = _ => EnvironmentsSpec.Local,
    };

    public ShowCommand()
        : base("show", "Show what a version is: steps and keys, artifact, metrics, where it came from, what its images weigh by layer, and how long a node takes to serve it, by packaging.")
    {
        Arguments.Add(_version);
        Options.Add(_environment);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard show item-photo@newest",
        "yard show item-photo@dev1 --json",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var (model, reference) = ModelArgument.WithVersion(arguments.GetRequiredValue(_version), workspace);
        var version = workspace.Versions.Find(model, reference);
        var environment = arguments.GetRequiredValue(_environment);
        var environments = workspace.Repository.Environments.Environments;
        if (!environments.TryGetValue(environment, out var place) && environment != EnvironmentsSpec.Local) throw CliCodes.BadArgument.Failure($"--environment is '{environment}'; there are {string.Join(", ", environments.Keys)}", NearestName.Hint(environment, environments.Keys));
        var sizes = await KnownSizes.OfAsync(version.Manifest, workspace, cancellation);
        var forecast = sizes is null || place?.Rates is not { } rates ? null : LoadForecast.Of(sizes, rates, version.Origin?.StartSeconds);
        if (output.IsJson)
        {
            output.Json(new { version.Name, version = version.Manifest, origin = version.Origin, images = sizes, forecast = forecast is null ? null : new { environment, place!.Rates, modes = forecast } });
            return ExitCodes.Done;
        }

        Show(version, workspace, output);
        if (sizes is not null) SizesTable.Write(sizes, output);
        if (forecast is not null) ForecastTable.Write(environment, place!.Rates!, forecast, version.Manifest.Serving.Packaging, output);
        else if (sizes is not null) output.Line($"  no forecast: the environment {environment} has no rates: in pipelines/environments.yaml");
        return ExitCodes.Done;
    }

    private static void Show(NamedVersion version, Workspace workspace, Output output)
    {
        var manifest = version.Manifest;
        output.Line($"{manifest.Model}@{version.Name}");
        output.Line($"  identity    {manifest.Identity}");
        output.Line($"  candidate   {manifest.Candidate}, served by {manifest.Serving.Runtime}");
        output.Line($"  artifact    {manifest.Artifact.Digest}  {Sizes.Of(manifest.Artifact.Bytes)}");
        output.Line($"              {workspace.Store.Objects.PathOf(manifest.Artifact.Digest)}");
        if (version.Origin is { StartSeconds: { } starting } measured)
        {
            var held = measured.Memory is { } memory ? $", then {Sizes.Of(memory.Bytes)} of memory with {memory.Workers} worker{(memory.Workers == 1 ? "" : "s")}" : "";
            output.Line($"  server      ready in {starting.ToString("0.0", CultureInfo.InvariantCulture)} s{held}");
        }

        output.Line($"  evaluation  {manifest.EvaluationData}");
        foreach (var (name, value) in manifest.Metrics) output.Line($"  {name,-11} {value.ToString("0.####", CultureInfo.InvariantCulture)}");
        output.Line("  steps");
        foreach (var (name, step) in manifest.Steps) output.Line($"    {name,-16} {step.Component,-22} key {step.Key.Short}");
        if (version.Origin is { } origin) output.Line($"  made        {origin.Created:u} by run {origin.Run}{(origin.Commit is { } commit ? $" at commit {commit[..10]}{(origin.Dirty ? " with changes" : "")}" : "")}");
    }
}
