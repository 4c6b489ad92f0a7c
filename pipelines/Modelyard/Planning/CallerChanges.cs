using Modelyard.Specs;

namespace Modelyard.Planning;

/// <summary>A model that trains may become another version, which models that call it take up in training.</summary>
internal static class CallerChanges
{
    /// <summary>The plan with every caller of a model that trains, and the callers of those; sorted by name.</summary>
    public static IReadOnlyList<PlannedModel> Follow(Repository repository, IReadOnlyList<PlannedModel> planned)
    {
        var all = planned.ToDictionary(model => model.Name);
        var waiting = new Queue<string>(planned.Where(model => model.Action == PlannedAction.Train).Select(model => model.Name));
        var followed = new HashSet<string>();
        while (waiting.TryDequeue(out var called))
        {
            if (!followed.Add(called)) continue;
            foreach (var caller in repository.Models.Values.Select(model => model.Spec).Where(model => Calls(model, called)))
            {
                all[caller.Name] = With(all.GetValueOrDefault(caller.Name), caller, called, repository);
                waiting.Enqueue(caller.Name);
            }
        }

        return [.. all.Values.OrderBy(model => model.Name, StringComparer.Ordinal)];
    }

    // A pinned version stays what it is.
    private static bool Calls(ModelSpec model, string called) => ModelCall.In(model).Any(call => call.Model == called && call.Identity is null);

    private static PlannedModel With(PlannedModel? before, ModelSpec caller, string called, Repository repository) => before?.Reasons is [{ What: ReasonKind.NewModel }] ? before : new()
    {
        Name = caller.Name,
        Action = PlannedAction.Train,
        Reasons = PlannedModel.Sorted([.. before?.Reasons ?? [], new PlanReason(ReasonKind.CalledModel, PlannedAction.Train, called, [], [])]),
        ResolvedAtRun = ModelInputs.ResolvedAtRun(caller, repository),
        Searches = PlannedSearch.Of(caller),
    };
}
