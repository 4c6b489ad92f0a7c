using Modelyard.Diagnostics;
using Modelyard.Planning;
using Modelyard.Versions;

namespace Modelyard.Reports.Changes;

/// <summary>Makes the report of a change from what git, the store and the specs say. Nothing is trained, no registry and no cluster is asked.</summary>
public static class ChangeReports
{
    /// <summary>Makes the report.</summary>
    /// <param name="plan">The models that the change affects, by <see cref="ChangePlanner"/>.</param>
    /// <param name="progress">Told what is installed to look at keys.</param>
    /// <exception cref="YardException">YARD2001, YARD2002: there is nothing to compare with. What is wrong with one model stands in the report.</exception>
    public static async Task<ChangeReport> MakeAsync(Workspace workspace, Plan plan, IProgress<string> progress, CancellationToken cancellation)
    {
        var states = new BaseState(workspace.Repository, workspace.History.Since(plan.Since));
        var rendered = new RenderedModel(workspace, states);
        var runs = RunSummary.Of(plan.Models.Where(model => model.Action == PlannedAction.Train).Select(model => model.Name), workspace.Store);
        var models = new List<ModelChange>();
        foreach (var planned in plan.Models)
        {
            var change = new ModelChange
            {
                Planned = planned,
                Releases = states.ReleasesOf(planned.Name),
                Manifests = planned.Invalid || planned.Action == PlannedAction.Docs ? [] : rendered.ChangesOf(planned.Name),
                Run = runs.GetValueOrDefault(planned.Name),
                Reproduce = Reproduce(planned, workspace),
            };
            models.Add(IsKnown(planned, workspace) ? await WithCandidatesAsync(change, workspace, progress, cancellation) : change);
        }

        return new ChangeReport(plan, [.. workspace.Repository.Diagnostics.Where(problem => problem.Severity == Severity.Error)], models);
    }

    private static bool IsKnown(PlannedModel planned, Workspace workspace) =>
        planned.Action != PlannedAction.Docs && !planned.Invalid && workspace.Repository.Models.ContainsKey(planned.Name);

    // What is gone from the store, or cannot be looked at on this machine, is a line of the report: the other models have theirs.
    private static async Task<ModelChange> WithCandidatesAsync(ModelChange change, Workspace workspace, IProgress<string> progress, CancellationToken cancellation)
    {
        var model = change.Planned.Name;
        var notes = new List<string>();
        IReadOnlySet<string> untrained = new HashSet<string>();
        if (change.Planned.Action == PlannedAction.Train && workspace.Versions.Newest(model) is not null)
        {
            try
            {
                untrained = await UntrainedCandidates.OfAsync(workspace, model, progress, cancellation);
            }
            catch (YardException unknown)
            {
                notes.Add($"whether this change is in the figures cannot be told here: {InWords(unknown)}");
            }
        }

        try
        {
            var candidates = new List<CandidateChange>();
            foreach (var review in new Review(workspace.Repository, workspace.Store, workspace.Versions).Of(model, null, null, untrained).Candidates)
            {
                candidates.Add(await CandidateAsync(model, review, workspace, cancellation));
            }

            return change with { Candidates = candidates, Notes = notes };
        }
        catch (YardException unreadable)
        {
            return change with { Notes = [.. notes, $"its figures cannot be shown: {InWords(unreadable)}"] };
        }
    }

    private static async Task<CandidateChange> CandidateAsync(string model, CandidateReview review, Workspace workspace, CancellationToken cancellation)
    {
        if (Named(review.Version) is not { } version) return new CandidateChange(review, null, null, null);
        var served = await ServingFigures.OfAsync(version, workspace, cancellation);
        var before = Named(review.Against) is { } against ? await ServingFigures.OfAsync(against, workspace, cancellation) : null;
        return new CandidateChange(review, ConfusionMatrix.Of(version.Manifest, workspace.Store), served, before);

        NamedVersion? Named(ReviewedVersion? reviewed) => reviewed is null ? null : workspace.Versions.FindIdentity(model, reviewed.Identity);
    }

    private static string? Reproduce(PlannedModel planned, Workspace workspace)
    {
        if (planned.Action == PlannedAction.Docs || planned.Reasons.Any(reason => reason.What == ReasonKind.RemovedModel)) return null;
        var (commit, dirty) = workspace.Commit;
        var checkout = commit is null || dirty ? "" : $"git checkout {commit} && ";
        if (planned.Invalid) return $"{checkout}./yard validate {planned.Name}";
        return planned.Action == PlannedAction.Train
            ? $"{checkout}./yard run {planned.Name} && ./yard report {planned.Name}"
            : $"{checkout}./yard up --once --models {planned.Name}";
    }

    private static string InWords(YardException failure) => string.Join("; ", failure.Diagnostics.Select(problem => $"{problem.Code.Id}: {problem.Message}"));
}
