using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.GitHub;
using Modelyard.Reports.Changes;

namespace Modelyard.Cli.Commands.GitHub;

/// <summary><c>yard github release-request MODEL --environment E --branch B [--base BRANCH] [--report REPORT.md] [--label L]</c></summary>
internal sealed class ReleaseRequestCommand : YardCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model." };
    private readonly Option<string> _environment = new("--environment") { Description = "Where it is released to.", HelpName = "NAME", Required = true };
    private readonly Option<string> _branch = new("--branch") { Description = "The branch with the release, checked out here and pushed to the repository itself.", HelpName = "B", Required = true };
    private readonly Option<string> _base = new("--base") { Description = "What it is merged into.", HelpName = "BRANCH", DefaultValueFactory = _ => "main" };
    private readonly Option<string?> _since = new("--since") { Description = "What the release is compared with. Default: the base.", HelpName = "REF" };
    private readonly Option<string?> _report = new("--report") { Description = "The report whose figures the pull request shows.", HelpName = "REPORT.md" };
    private readonly Option<string[]> _labels = new("--label") { Description = "A label more than release and the environment's.", HelpName = "L" };
    private readonly GitHubOptions _gitHub;

    public ReleaseRequestCommand()
        : base("release-request", "Open or update the pull request of a release: titled by what changes, with the report's figures, labels, and a review by the model's owner as CODEOWNERS says.")
    {
        Arguments.Add(_model);
        foreach (var option in (Option[])[_environment, _branch, _base, _since, _report, _labels]) Options.Add(option);
        _gitHub = new GitHubOptions(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard github release-request item-photo --environment production --branch release/item-photo-production --since origin/main --report review/report.md",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var model = ModelArgument.Known(arguments.GetRequiredValue(_model), workspace);
        var environment = arguments.GetRequiredValue(_environment);
        var (branch, target) = (arguments.GetRequiredValue(_branch), arguments.GetRequiredValue(_base));
        var title = ReleaseChange.Since(workspace, arguments.GetValue(_since) ?? target, model, environment) is { } change ? ReleaseTitle.Of(model, change) : null;
        if (title is null) throw GitHubCodes.NothingToRelease.Failure($"models/{model}/releases/{environment}.yaml is as it is in {arguments.GetValue(_since) ?? target}");
        var report = arguments.GetValue(_report) is { } file ? ReportFile.Read(file) : $"`./yard report --since {target}` shows its figures.";
        var owners = File.Exists(Path.Combine(workspace.Root, CodeOwners.File)) ? CodeOwners.OfModel(File.ReadAllText(Path.Combine(workspace.Root, CodeOwners.File)), model) : new CodeOwners([], []);
        var wanted = new WantedRequest(branch, target, title, CommentText.Of(report, null), ["release", $"environment: {environment}", .. arguments.GetValue(_labels) ?? []], owners);
        using var github = _gitHub.Open(arguments, workspace, output, cancellation);
        var written = await new ReleaseRequest(github).WriteAsync(wanted);
        output.Problems(written.Warnings);
        if (output.IsJson) output.Json(new { written.Number, written.Address, written.Outcome, title, warnings = written.Warnings.Select(DiagnosticJson.Of) });
        else output.Line($"{title}: pull request {written.Number} {written.Outcome}: {written.Address}");
        return ExitCodes.Done;
    }
}
