using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Serving;
using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>A run of some models and what became of their candidates.</summary>
public sealed record TrainingOutcome(RunOutcome Run, IReadOnlyList<CandidateOutcome> Candidates)
{
    /// <summary>Of no model: nothing ran, and the history has no run of it.</summary>
    public static TrainingOutcome Nothing { get; } = new(new RunOutcome("", new StepGraph([], new Dictionary<StepName, StepNode>()), new Dictionary<Digest, StepResult>(), []), []);

    /// <summary>Whether every candidate is a version now.</summary>
    public bool IsComplete => Candidates.All(candidate => candidate.Version is not null);

    /// <summary>Whether a candidate was refused by a gate, a sample or a golden row.</summary>
    public bool IsRefused => Candidates.Any(candidate => candidate.IsRefused);
}

/// <summary>From models to versions: run what is not cached, then judge and bless every candidate.</summary>
public sealed class Training(Workspace workspace, IRunPlace place)
{
    /// <param name="models">Names of models without errors.</param>
    /// <param name="command">The command line that asks, for the history.</param>
    /// <param name="progress">Told what happens after the run: blessings.</param>
    public async Task<TrainingOutcome> TrainAsync(
        IReadOnlyList<string> models, string command, IRunObserver observer, Action<string> progress, CancellationToken cancellation)
    {
        if (models.Count == 0) return TrainingOutcome.Nothing;
        var blessing = new ServerBlessing(workspace.Store, place.Pinned, SamplesOf);
        var maker = new VersionMaker(workspace.Store, workspace.Versions, workspace.Repository, blessing, OriginOf);
        var outcomes = new List<CandidateOutcome>();
        RunOutcome? run = null;
        // What a model calls is trained and blessed before it, because the key of the step that asks holds that version.
        foreach (var group in CalledModels.InOrder(workspace.Repository, models))
        {
            var ready = group.Where(model => IsCallable(model, outcomes)).ToList();
            if (ready.Count == 0) continue;
            var graph = workspace.Graph(ready);
            var next = await new GraphRun(workspace.Store, place.Runner, await place.ExecutorAsync(graph, cancellation), observer, workspace.Time).RunAsync(graph, command, cancellation);
            run = run is null ? next : run.Then(next);
            foreach (var model in ready) outcomes.AddRange(await maker.MakeAsync(model, next, progress, cancellation));
        }

        if (run is null) throw new YardException([.. outcomes.SelectMany(outcome => outcome.Failures).Distinct()]);
        return new TrainingOutcome(run, [.. outcomes.OrderBy(outcome => models.Index().First(model => model.Item == outcome.Model).Index)]);
    }

    // One that calls a model without a version is not run; its candidates say why.
    private bool IsCallable(string model, List<CandidateOutcome> outcomes)
    {
        var problems = workspace.Calls.Problems(model);
        if (problems.Count > 0) outcomes.AddRange(workspace.Repository.Models[model].Spec.Candidates.Keys.Select(candidate => new CandidateOutcome(model, candidate, null, false, [], problems)));
        return problems.Count == 0;
    }

    private string SamplesOf(string model) => Path.Combine(workspace.Root, "models", model, workspace.Repository.Models[model].Spec.Tests.Samples);

    private VersionOrigin OriginOf(string run)
    {
        var (commit, dirty) = workspace.Commit;
        return new VersionOrigin(run, commit, dirty, workspace.Time.GetUtcNow());
    }
}
