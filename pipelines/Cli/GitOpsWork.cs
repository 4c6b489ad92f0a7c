using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.GitOps;
using Modelyard.Planning;
using Modelyard.Releases.Deploying;
using Modelyard.Reports;
using Modelyard.Reports.Changes;
using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Cli;

/// <summary>Passes of GitOps as this machine does them: with its store and programs, its terminal, and the same training as <c>run</c>.</summary>
internal sealed class GitOpsWork(Workspace workspace, string on, string environment, Output output) : IGitOpsWork
{
    public Workspace Open(string root) => new(root, workspace.Store.Root, workspace.Programs.For(root), workspace.Time);

    public async Task<TrainingOutcome> TrainAsync(Workspace commit, IReadOnlyList<string> models, CancellationToken cancellation)
    {
        if (models.Count == 0) return TrainingOutcome.Nothing;
        var (place, training) = await TrainingSession.TrainAsync(commit, on, models, [], "yard gitops", serves: false, output, cancellation);
        place.Dispose();
        output.Note($"  {TrainingReport.Count(training)}");
        return training;
    }

    public async Task<string> ReportAsync(Workspace commit, Plan plan, CancellationToken cancellation)
    {
        var page = new MarkdownPage();
        ChangeReportWriter.Write(await ChangeReports.MakeAsync(commit, plan, new Notes(output), cancellation), page);
        return page.ToString();
    }

    public async Task DeployAsync(Workspace commit, CancellationToken cancellation)
    {
        if (environment == EnvironmentsSpec.Local || commit.Repository.Environments.Environments.GetValueOrDefault(environment)?.Serving is null) return;
        var place = DeployEnvironment.Of(commit.Repository, environment);
        var (outcome, _) = await new DeploySession(commit, place, [], "", output).RunAsync(cancellation);
        output.Note($"  {DeploySession.Summary(place, outcome)}");
    }

    public void Note(string line) => output.Note(line);

    public void Problems(IEnumerable<Diagnostic> problems) => output.Problems(problems);
}
