using Modelyard.Running.Execution;
using Modelyard.Running.History;

namespace Modelyard.Metrics;

/// <summary>
/// What the runs of a store amount to, by component, model, candidate and step: durations, cache hits, failures. It reads each run
/// once, so that a scrape costs what is new. A step that several candidates share counts once, under its first name.
/// </summary>
/// <param name="runs">The store's folder of runs.</param>
/// <param name="models">Models that exist; steps of others count as model <c>other</c>, so that renaming models does not add labels for ever.</param>
public sealed class StepMeasures(string runs, IReadOnlyCollection<string> models) : IMetricSource
{
    private static readonly string[] Labels = ["component", "model", "candidate", "step"];
    private static readonly double[] Bounds = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000];

    private readonly Lock _lock = new();
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Step> _steps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<RunState, int> _ended = [];
    private readonly HashSet<string> _known = [.. models];

    /// <inheritdoc/>
    public IReadOnlyList<MetricFamily> Collect()
    {
        lock (_lock)
        {
            foreach (var run in RunHistories.NewestFirst(runs, _read).Where(run => run.State != RunState.Running).ToList()) Count(run);
            return Families();
        }
    }

    private void Count(RunRecord run)
    {
        _read.Add(run.Run);
        _ended[run.State] = _ended.GetValueOrDefault(run.State) + 1;
        foreach (var step in run.Steps.Where(step => step.State is not (StepState.Waiting or StepState.Running)))
        {
            var (model, candidate, name) = Split(step.Names[0]);
            if (!_known.Contains(model)) (model, candidate, name) = ("other", "other", "other");
            string[] labels = [step.Component, model, candidate, name];
            var key = string.Join('\0', labels);
            if (!_steps.TryGetValue(key, out var sum)) _steps[key] = sum = new Step(labels, new long[Bounds.Length + 1]);
            sum.States[step.State] = sum.States.GetValueOrDefault(step.State) + 1;
            if (step.State != StepState.Done) continue;
            var bucket = Array.FindIndex(Bounds, bound => step.Seconds <= bound);
            sum.Counts[bucket < 0 ? Bounds.Length : bucket]++;
            sum.Seconds += step.Seconds;
        }
    }

    private List<MetricFamily> Families()
    {
        var outcomes = new MetricTable("modelyard_step_outcomes_total", "counter", "Steps of all runs of the store, by outcome: done (it ran), cached, failed, skipped, interrupted.", [.. Labels, "outcome"]);
        var hits = new MetricTable("modelyard_step_cache_hits_total", "counter", "Steps that were found in the store.", Labels);
        var failures = new MetricTable("modelyard_step_failures_total", "counter", "Steps that failed for good.", Labels);
        var seconds = new MetricTable("modelyard_step_seconds", "histogram", "How long steps took that really ran.", Labels);
        foreach (var step in _steps.Values)
        {
            foreach (var (state, count) in step.States) outcomes.Add(count, [.. step.Labels, Word(state)]);
            hits.Add(step.States.GetValueOrDefault(StepState.Cached), step.Labels);
            failures.Add(step.States.GetValueOrDefault(StepState.Failed), step.Labels);
            if (step.Counts.Any(count => count > 0)) seconds.AddHistogram(Bounds, step.Counts, Math.Round(step.Seconds, 3), step.Labels);
        }

        var ended = new MetricTable("modelyard_step_runs_total", "counter", "Runs of the store that have ended, by how.", "outcome");
        foreach (var (state, count) in _ended) ended.Add(count, Word(state));
        return [outcomes.Family, hits.Family, failures.Family, seconds.Family, ended.Family];
    }

    // item-photo/forest.pixels
    private static (string Model, string Candidate, string Step) Split(string name)
    {
        var (slash, dot) = (name.IndexOf('/', StringComparison.Ordinal), name.LastIndexOf('.'));
        return slash > 0 && dot > slash ? (name[..slash], name[(slash + 1)..dot], name[(dot + 1)..]) : (name, "", "");
    }

    private static string Word<T>(T state) => $"{state}".ToLowerInvariant();

    private sealed record Step(string[] Labels, long[] Counts)
    {
        public SortedDictionary<StepState, long> States { get; } = [];

        public double Seconds { get; set; }
    }
}
