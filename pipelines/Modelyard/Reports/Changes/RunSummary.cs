using Modelyard.Running.Execution;
using Modelyard.Running.History;
using Modelyard.Running.Store;

namespace Modelyard.Reports.Changes;

/// <summary>A run, as far as it is one model's.</summary>
/// <param name="Steps">How many of its steps are the model's; those that it shares count too.</param>
/// <param name="Executed">How many of them ran.</param>
/// <param name="Cached">How many were found in the cache.</param>
/// <param name="Failed">How many failed, or were left out because another failed.</param>
/// <param name="Seconds">What those took that ran, together.</param>
/// <param name="Saved">What the cached ones took when they ran, as far as that is known.</param>
public sealed record RunSummary(string Run, RunState State, int Steps, int Executed, int Cached, int Failed, double Seconds, double Saved)
{
    // A store may hold years of runs; who is in none of the newest has no run worth telling.
    private const int Newest = 200;

    /// <summary>Model → its newest run.</summary>
    internal static IReadOnlyDictionary<string, RunSummary> Of(IEnumerable<string> models, YardStore store)
    {
        var found = new Dictionary<string, RunSummary>(StringComparer.Ordinal);
        var waiting = models.ToHashSet(StringComparer.Ordinal);
        foreach (var run in RunHistories.NewestFirst(store.Runs).Take(Newest))
        {
            if (waiting.Count == 0) break;
            foreach (var model in run.Models.Where(waiting.Remove)) found[model] = Of(model, run, store);
        }

        return found;
    }

    private static RunSummary Of(string model, RunRecord run, YardStore store)
    {
        var steps = run.Steps.Where(step => step.Names.Any(name => name.StartsWith(model + "/", StringComparison.Ordinal))).ToList();
        var cached = steps.Where(step => step.State == StepState.Cached).ToList();
        var executed = steps.Where(step => step.State == StepState.Done).ToList();
        var failed = steps.Count(step => step.State is StepState.Failed or StepState.Skipped);
        var saved = cached.Sum(step => step.Key is { } key ? store.Steps.Find(key)?.Seconds ?? 0 : 0);
        return new RunSummary(run.Run, run.State, steps.Count, executed.Count, cached.Count, failed, executed.Sum(step => step.Seconds), saved);
    }
}
