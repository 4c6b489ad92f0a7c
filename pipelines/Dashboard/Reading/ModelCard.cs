using System.Collections.Immutable;
using Modelyard.Specs;
using Modelyard.Traffic;
using Modelyard.Versions;

namespace Modelyard.Dashboard.Reading;

/// <summary>A model of the repository, live or not.</summary>
/// <param name="Spec"><see langword="null"/> where it is live but its spec is not of this repository.</param>
/// <param name="Arms">None where it is not released.</param>
internal sealed record ModelCard(string Name, ModelSpec? Spec, ImmutableArray<Arm> Arms)
{
    public string Owner => Spec?.Owner ?? "";

    public string Description => Spec?.Description ?? "";

    /// <summary>The metric that stands for a version.</summary>
    public string? MetricOf(VersionManifest? version) => MainMetric.Of(Spec, version);

    /// <summary>Whether every word of a search is in its name, owner, description or candidates.</summary>
    public bool Answers(IReadOnlyList<string> words) => words.All(word =>
        Texts.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private IEnumerable<string> Texts => [Name, Owner, Description, .. Spec?.Candidates.Keys ?? []];
}
