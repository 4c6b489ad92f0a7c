using Modelyard.Images.Runtimes;
using Modelyard.Planning;
using Modelyard.Running.Execution;
using Modelyard.Serving;

namespace Modelyard.Versions;

/// <summary>A run of some models and what became of their candidates.</summary>
public sealed record TrainingOutcome(RunOutcome Run, IReadOnlyList<CandidateOutcome> Candidates)
{
    /// <summary>Whether every candidate is a version now.</summary>
    public bool IsComplete => Candidates.All(candidate => candidate.Version is not null);

    /// <summary>Whether a candidate was refused by a gate, a sample or a golden row.</summary>
    public bool IsRefused => Candidates.Any(candidate => candidate.IsRefused);
}

/// <summary>From models to versions: run what is not cached, then judge and bless every candidate.</summary>
public sealed class Training(Workspace workspace, Provision provision)
{
    /// <param name="models">Names of models without errors.</param>
    /// <param name="command">The command line that asks, for the history.</param>
    /// <param name="progress">Told what happens after the run: blessings.</param>
    public async Task<TrainingOutcome> TrainAsync(
        IReadOnlyList<string> models, string command, IRunObserver observer, Action<string> progress, CancellationToken cancellation)
    {
        var run = await new GraphRun(workspace.Store, workspace.Runner, workspace.Executor(provision), observer, workspace.Time)
            .RunAsync(workspace.Graph(models), command, cancellation);

        var servers = new VersionServer(workspace.Store, workspace.Programs, provision.Runtimes);
        var blessing = new ServerBlessing(workspace.Store, servers, workspace.Serving, SamplesOf, workspace.Time);
        var maker = new VersionMaker(workspace.Store, workspace.Versions, workspace.Repository, blessing, OriginOf);
        var outcomes = new List<CandidateOutcome>();
        foreach (var model in models) outcomes.AddRange(await maker.MakeAsync(model, run, progress, cancellation));
        return new TrainingOutcome(run, outcomes);
    }

    private string SamplesOf(string model) => Path.Combine(workspace.Root, "models", model, workspace.Repository.Models[model].Spec.Tests.Samples);

    private VersionOrigin OriginOf(string run)
    {
        var (commit, dirty) = SourceCommit.Of(workspace.Root);
        return new VersionOrigin(run, commit, dirty, workspace.Time.GetUtcNow());
    }
}
