namespace Modelyard.Metrics;

/// <summary>All samples of one metric, as Prometheus' text format groups them.</summary>
/// <param name="Name">As <c># TYPE</c> has it, of a counter with its <c>_total</c>.</param>
/// <param name="Type"><c>counter</c>, <c>gauge</c>, <c>histogram</c>, <c>summary</c> or <c>untyped</c>.</param>
/// <param name="Help">One sentence; may be empty.</param>
public sealed record MetricFamily(string Name, string Type, string Help, IReadOnlyList<MetricSample> Samples);

/// <summary>One number.</summary>
/// <param name="Name">The family's name, of a histogram with <c>_bucket</c>, <c>_sum</c> or <c>_count</c>.</param>
/// <param name="Labels">In the order in which they are written; names unique.</param>
/// <param name="Value">As it is written: <c>0.25</c>, <c>+Inf</c>, <c>NaN</c>.</param>
public sealed record MetricSample(string Name, IReadOnlyList<MetricLabel> Labels, string Value);

/// <summary>A label, its value as it is meant (nothing escaped).</summary>
public readonly record struct MetricLabel(string Name, string Value);

/// <summary>Something that is asked for its numbers at every scrape.</summary>
public interface IMetricSource
{
    /// <summary>What it counts now. Called by several scrapes at once.</summary>
    IReadOnlyList<MetricFamily> Collect();
}
