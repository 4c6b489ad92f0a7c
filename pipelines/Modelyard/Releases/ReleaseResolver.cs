using Modelyard.Diagnostics;
using Modelyard.Specs;
using Modelyard.Traffic;

namespace Modelyard.Releases;

/// <summary>Turns what a release file says into the versions that answer.</summary>
public static class ReleaseResolver
{
    /// <summary>Resolves every arm: a candidate to its newest blessed version, a version to itself.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="candidates">The candidates that model.yaml declares.</param>
    /// <param name="release">The release, valid by itself.</param>
    /// <param name="catalogue">The versions that exist.</param>
    /// <returns>The route, or every reason why there is none; then what was live stays.</returns>
    public static ReleaseResolution Resolve(
        string model, IReadOnlyCollection<string> candidates, SpecFile<ReleaseSpec> release, IVersionCatalogue catalogue)
    {
        var diagnostics = new List<Diagnostic>();
        var arms = new List<Arm>();
        foreach (var (name, arm) in release.Spec.Arms)
        {
            var version = arm.Candidate is { } candidate ? OfCandidate(name, candidate) : Pinned(name, arm.Version!);
            if (version is not null) arms.Add(new Arm(name, arm.Weight, version.Name, version.Identity));
        }

        return diagnostics.Count == 0
            ? new ReleaseResolution(new ModelRoute(model, release.Spec.Salt ?? model, [.. arms]), [])
            : new ReleaseResolution(null, diagnostics);

        ResolvedVersion? OfCandidate(string name, string candidate)
        {
            var where = release.Source.At("arms", name, "candidate");
            if (!candidates.Contains(candidate))
            {
                var known = string.Join(", ", candidates.Order(StringComparer.Ordinal));
                diagnostics.Add(ReleaseCodes.UnknownCandidate.Error(
                    where, $"arms.{name}.candidate is '{candidate}'; {model} has {known}", NearestName.Hint(candidate, candidates)));
                return null;
            }

            var version = catalogue.NewestBlessed(model, candidate);
            if (version is null)
            {
                diagnostics.Add(ReleaseCodes.UntrainedCandidate.Error(
                    where, $"arms.{name}.candidate '{candidate}' has no blessed version yet", $"./yard run {model}"));
            }

            return version;
        }

        ResolvedVersion? Pinned(string name, string reference)
        {
            var version = catalogue.Find(model, reference);
            if (version is null)
            {
                diagnostics.Add(ReleaseCodes.UnknownVersion.Error(
                    release.Source.At("arms", name, "version"), $"arms.{name}.version '{reference}' is no version of {model}", $"./yard versions {model}"));
            }

            return version;
        }
    }
}

/// <summary>A release resolved, or why it cannot be.</summary>
/// <param name="Route">What goes live; <see langword="null"/> when an arm has no version.</param>
/// <param name="Diagnostics">Empty exactly when there is a route.</param>
public sealed record ReleaseResolution(ModelRoute? Route, IReadOnlyList<Diagnostic> Diagnostics);
