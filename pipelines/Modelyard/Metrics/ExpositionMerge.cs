namespace Modelyard.Metrics;

/// <summary>
/// Puts what several processes tell into one valid exposition: families of one name become one, with one type and one help, and
/// the same sample never stands twice. Families come out by name.
/// </summary>
public sealed class ExpositionMerge
{
    private readonly SortedDictionary<string, Merged> _families = new(StringComparer.Ordinal);

    /// <summary>Families that were left out, since another process gives their name another type.</summary>
    public int Conflicts { get; private set; }

    /// <summary>The whole.</summary>
    public IEnumerable<MetricFamily> Families =>
        _families.Select(family => new MetricFamily(family.Key, family.Value.Type, family.Value.Help, family.Value.Samples));

    /// <summary>Adds what one process tells.</summary>
    /// <param name="labels">Put before each sample's own, in the place of any of the same name.</param>
    public void Add(IEnumerable<MetricFamily> families, params IReadOnlyList<MetricLabel> labels)
    {
        foreach (var family in families)
        {
            if (!_families.TryGetValue(family.Name, out var merged))
            {
                _families[family.Name] = merged = new Merged(family.Type, family.Help);
            }

            if (merged.Type != family.Type)
            {
                Conflicts++;
                continue;
            }

            foreach (var sample in family.Samples)
            {
                var all = labels.Count == 0
                    ? sample.Labels
                    : [.. labels, .. sample.Labels.Where(own => labels.All(label => label.Name != own.Name))];
                var key = string.Join('\0', all.OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}\0{label.Value}").Prepend(sample.Name));
                if (merged.Seen.Add(key)) merged.Samples.Add(sample with { Labels = all });
            }
        }
    }

    private sealed record Merged(string Type, string Help)
    {
        public List<MetricSample> Samples { get; } = [];

        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);
    }
}
