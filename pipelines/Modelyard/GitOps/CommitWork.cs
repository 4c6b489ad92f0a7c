using Modelyard.Diagnostics;
using Modelyard.Planning;
using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.GitOps;

/// <summary>What is done with any commit: look at its specs, plan, train what needs training.</summary>
/// <param name="Errors">What is wrong with its specs, or kept the training from being begun: nothing was trained then.</param>
internal sealed record CommitWork(Plan? Plan, TrainingOutcome Training, IReadOnlyList<Diagnostic> Errors)
{
    /// <summary>Whether something is to be looked at.</summary>
    public bool Failed => Errors.Count > 0 || !Training.IsComplete;

    /// <summary>Everything that is to be looked at.</summary>
    public IEnumerable<Diagnostic> Problems => Errors.Concat(Training.Run.Failures).Concat(Training.Candidates.SelectMany(candidate => candidate.Failures)).DistinctBy(problem => problem.ToString());

    /// <summary>Does it.</summary>
    /// <param name="since">What the commit is compared with; <see langword="null"/>: every model is trained.</param>
    /// <param name="also">Models that are trained whatever the plan says, where they are still there.</param>
    public static async Task<CommitWork> DoAsync(IGitOpsWork work, Workspace workspace, string? since, IReadOnlyList<string> also, CancellationToken cancellation)
    {
        var errors = workspace.Repository.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToList();
        if (errors.Count > 0) return new CommitWork(null, TrainingOutcome.Nothing, errors);
        try
        {
            var plan = since is null ? null : ChangePlanner.Plan(workspace.Repository, workspace.History, since);
            var models = plan is null ? workspace.Repository.Models.Keys : plan.Models.Where(model => model.Action == PlannedAction.Train).Select(model => model.Name).Concat(also);
            var known = models.Distinct().Where(workspace.Repository.Models.ContainsKey).Order(StringComparer.Ordinal).ToList();
            if (known.Count > 0) work.Note($"  trains {string.Join(", ", known)}");
            return new CommitWork(plan, await work.TrainAsync(workspace, CalledModels.With(workspace.Repository, known), cancellation), []);
        }
        catch (YardException failure)
        {
            return new CommitWork(null, TrainingOutcome.Nothing, failure.Diagnostics);
        }
    }
}
