using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Releases;

/// <summary>Releases that need nothing but what the store has: each arm names a version, and all of these are there, trained here or pulled from a registry.</summary>
public static class PinnedReleases
{
    /// <summary>Those of some models that have such a release in an environment: model → the versions that answer.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<VersionManifest>> Of(Repository repository, IEnumerable<string> models, string environment, VersionStore versions)
    {
        var pinned = new SortedDictionary<string, IReadOnlyList<VersionManifest>>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            if (repository.Releases.TryGetValue((model, environment), out var release) && VersionsOf(model, release.Spec, versions) is { } answering) pinned[model] = answering;
        }

        return pinned;
    }

    private static List<VersionManifest>? VersionsOf(string model, ReleaseSpec release, VersionStore versions)
    {
        var catalogue = new VersionCatalogue(versions);
        var found = release.Arms.Values.Select(arm => arm.Version is { } reference ? catalogue.Find(model, reference) : null).ToList();
        return found.Contains(null) ? null : [.. found.Select(version => versions.FindIdentity(model, version!.Identity)!.Manifest).DistinctBy(version => version.Identity)];
    }
}
