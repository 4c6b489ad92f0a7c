using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.Planning;
using Modelyard.Reports;
using Modelyard.Reports.Changes;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard report MODEL [--candidate C] [--against V]</c> and <c>yard report --since REF [--output DIR]</c>, each <c>[--format text|markdown]</c></summary>
internal sealed class ReportCommand : YardCommand
{
    private const int DetailsOnTerminal = 25;

    private readonly Argument<string?> _model = new("MODEL") { Arity = ArgumentArity.ZeroOrOne, Description = "The model. Without it, --since says what is reported." };
    private readonly Option<string?> _since = new("--since") { Description = "Report every model that the change since this commit, branch or tag affects: why, figures, releases, manifests, sizes, time.", HelpName = "REF" };
    private readonly Option<string?> _folder = new("--output") { Description = "With --since: also write the whole report into this folder, as report.md and report.txt, with its pictures.", HelpName = "DIR" };
    private readonly Option<string?> _candidate = new("--candidate") { Description = "Only this candidate. Default: all.", HelpName = "C" };
    private readonly Option<string?> _against = new("--against") { Description = "The version to compare with: dev3, newest, sha256:…. Default: the live version that it would take the place of, or the one before it where it is live itself.", HelpName = "V" };
    private readonly Option<string> _format = new("--format") { Description = "text or markdown.", DefaultValueFactory = _ => "text", HelpName = "FORMAT" };

    public ReportCommand()
        : base("report", "The review page of a change, before pushing it: each candidate's version against the live one, with intervals, on the same evaluation rows. Nothing is trained. With --since, of all models that the change affects: what the pull request will be told; errors of specs are part of it.")
    {
        Arguments.Add(_model);
        Options.Add(_since);
        Options.Add(_folder);
        Options.Add(_candidate);
        Options.Add(_against);
        Options.Add(_format);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard report item-photo                               # after ./yard run item-photo",
        "yard report item-photo --candidate forest --against dev1",
        "yard report item-photo --format markdown > review.md",
        "yard report --since origin/main --output review      # what the pull request will be told",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        IPageWriter writer = arguments.GetValue(_format) switch
        {
            "text" => new TextPage(),
            "markdown" => new MarkdownPage(),
            var other => throw CliCodes.BadArgument.Failure($"--format is '{other}', expected text or markdown"),
        };
        var model = arguments.GetValue(_model);
        var since = arguments.GetValue(_since);
        if (model is null == since is null) throw CliCodes.BadArgument.Failure(model is null ? "there is neither MODEL nor --since" : "MODEL and --since exclude each other", "expected one of them");
        if (since is not null && (arguments.GetValue(_candidate) ?? arguments.GetValue(_against)) is not null) throw CliCodes.BadArgument.Failure("--candidate and --against are for one MODEL, not for --since");
        if (since is null && arguments.GetValue(_folder) is not null) throw CliCodes.BadArgument.Failure("--output is for --since");
        return since is null
            ? await ReviewAsync(model!, arguments, workspace, writer, output, cancellation)
            : await ChangeAsync(since, arguments.GetValue(_folder), workspace, writer, output, cancellation);
    }

    private static async Task<int> ChangeAsync(string since, string? folder, Workspace workspace, IPageWriter writer, Output output, CancellationToken cancellation)
    {
        var plan = ChangePlanner.Plan(workspace.Repository, workspace.History, since);
        var report = await ChangeReports.MakeAsync(workspace, plan, new Notes(output), cancellation);
        if (folder is not null) output.Note($"{folder}: {string.Join(", ", ReportFolder.Write(report, Path.GetFullPath(folder)))}");
        if (output.IsJson)
        {
            output.Json(new { report.Plan, errors = report.Errors.Select(DiagnosticJson.Of), report.Models });
        }
        else
        {
            ChangeReportWriter.Write(report, writer, DetailsOnTerminal, folder is null ? "--output DIR writes the whole report." : $"The whole report is in {folder}.");
            output.Text(writer.ToString()!);
        }

        return ExitCodes.Done;
    }

    private async Task<int> ReviewAsync(string argument, ParseResult arguments, Workspace workspace, IPageWriter writer, Output output, CancellationToken cancellation)
    {
        var model = workspace.Select([ModelArgument.Known(argument, workspace)])[0];
        var candidates = workspace.Repository.Models[model].Spec.Candidates.Keys.ToList();
        var candidate = arguments.GetValue(_candidate);
        if (candidate is not null && !candidates.Contains(candidate))
        {
            throw CliCodes.BadArgument.Failure($"--candidate is '{candidate}'; {model} has {string.Join(", ", candidates)}", NearestName.Hint(candidate, candidates));
        }

        var untrained = await UntrainedCandidates.OfAsync(workspace, model, new Notes(output), cancellation);
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
}
