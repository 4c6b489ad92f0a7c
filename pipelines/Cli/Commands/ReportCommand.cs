using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.Reports;
using Modelyard.Running.Keys;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard report MODEL [--candidate C] [--against V] [--format text|markdown]</c></summary>
internal sealed class ReportCommand : YardCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model." };
    private readonly Option<string?> _candidate = new("--candidate") { Description = "Only this candidate. Default: all.", HelpName = "C" };
    private readonly Option<string?> _against = new("--against") { Description = "The version to compare with: dev3, newest, sha256:…. Default: the live version that it would take the place of, or the one before it where it is live itself.", HelpName = "V" };
    private readonly Option<string> _format = new("--format") { Description = "text or markdown.", DefaultValueFactory = _ => "text", HelpName = "FORMAT" };

    public ReportCommand()
        : base("report", "The review page of a change, before pushing it: each candidate's version against the live one, with intervals, on the same evaluation rows. Nothing is trained.")
    {
        Arguments.Add(_model);
        Options.Add(_candidate);
        Options.Add(_against);
        Options.Add(_format);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard report item-photo                               # after ./yard run item-photo",
        "yard report item-photo --candidate forest --against dev1",
        "yard report item-photo --format markdown > review.md",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var model = workspace.Select([ModelArgument.Known(arguments.GetRequiredValue(_model), workspace)])[0];
        var candidates = workspace.Repository.Models[model].Spec.Candidates.Keys.ToList();
        var candidate = arguments.GetValue(_candidate);
        if (candidate is not null && !candidates.Contains(candidate))
        {
            throw CliCodes.BadArgument.Failure($"--candidate is '{candidate}'; {model} has {string.Join(", ", candidates)}", NearestName.Hint(candidate, candidates));
        }

        IPageWriter writer = arguments.GetValue(_format) switch
        {
            "text" => new TextPage(),
            "markdown" => new MarkdownPage(),
            var other => throw CliCodes.BadArgument.Failure($"--format is '{other}', expected text or markdown"),
        };
        var untrained = await UntrainedAsync(workspace, model, output, cancellation);
        var page = new Review(workspace.Repository, workspace.Store, workspace.Versions).Of(model, candidate, arguments.GetValue(_against), untrained);
        if (output.IsJson)
        {
            output.Json(page);
        }
        else
        {
            ReviewWriter.Write(page, writer);
            output.Text(writer.ToString()!);
        }

        return ExitCodes.Done;
    }

    // Candidates whose steps are not those of their version, as far as can be known without running any.
    private static async Task<IReadOnlySet<string>> UntrainedAsync(Workspace workspace, string model, Output output, CancellationToken cancellation)
    {
        var provision = await workspace.ProvisionAsync([model], new Notes(output), cancellation);
        var graph = workspace.Graph([model]);
        var forecast = await KeyForecast.OfAsync(graph, workspace.Executor(provision), cancellation);
        return workspace.Repository.Models[model].Spec.Candidates.Keys.Where(candidate =>
        {
            var steps = workspace.Versions.Current(model, candidate)?.Manifest.Steps;
            return steps is not null && graph.StepsOf(model, candidate).Any(step => !steps.TryGetValue(step.Name.Step, out var known) || forecast[step.Node.Id].Key?.Digest != known.Key);
        }).ToHashSet();
    }
}
