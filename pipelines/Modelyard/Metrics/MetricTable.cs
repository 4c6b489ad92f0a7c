using System.Globalization;

namespace Modelyard.Metrics;

/// <summary>A family being filled: one sample a row of label values.</summary>
public sealed class MetricTable(string name, string type, string help, params string[] labels)
{
    private readonly List<MetricSample> _samples = [];

    /// <summary>What was added.</summary>
    public MetricFamily Family => new(name, type, help, _samples);

    /// <summary>Adds one sample of a counter or a gauge.</summary>
    public void Add(double value, params string[] values) => _samples.Add(new MetricSample(name, Labels(values), Text(value)));

    /// <summary>Adds the samples of one histogram.</summary>
    /// <param name="bounds">Upper bounds of the buckets, rising, without infinity.</param>
    /// <param name="counts">How many fell into each bucket alone; one more than bounds, the last above all of them.</param>
    public void AddHistogram(IReadOnlyList<double> bounds, IReadOnlyList<long> counts, double sum, params string[] values)
    {
        var given = Labels(values);
        var below = 0L;
        for (var i = 0; i <= bounds.Count; i++)
        {
            below += counts[i];
            var bound = i < bounds.Count ? Text(bounds[i]) : "+Inf";
            _samples.Add(new MetricSample($"{name}_bucket", [.. given, new MetricLabel("le", bound)], Text(below)));
        }

        _samples.Add(new MetricSample($"{name}_sum", given, Text(sum)));
        _samples.Add(new MetricSample($"{name}_count", given, Text(below)));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private List<MetricLabel> Labels(string[] values) => [.. labels.Zip(values, (label, value) => new MetricLabel(label, value))];
}
