using System.Collections.Concurrent;
using Modelyard.Content;
using Modelyard.Versions.Publishing;

namespace Modelyard.Releases.Deploying;

/// <summary>Answers releases from the versions of a registry, as they were when it was read. There, a candidate's newest is the one that was made last.</summary>
public sealed class RegistryCatalogue : IVersionCatalogue
{
    private const int Parallel = 8;

    private readonly IReadOnlyDictionary<string, IReadOnlyList<PublishedVersion>> _versions;

    private RegistryCatalogue(IReadOnlyDictionary<string, IReadOnlyList<PublishedVersion>> versions) => _versions = versions;

    /// <summary>Reads the versions of some models.</summary>
    public static async Task<RegistryCatalogue> ReadAsync(ModelRegistry registry, IEnumerable<string> models, CancellationToken cancellation)
    {
        var versions = new ConcurrentDictionary<string, IReadOnlyList<PublishedVersion>>(StringComparer.Ordinal);
        await System.Threading.Tasks.Parallel.ForEachAsync(models, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation }, async (model, stop) =>
        {
            using var repository = registry.Open(model);
            versions[model] = await repository.ListAsync(stop);
        });
        return new RegistryCatalogue(versions);
    }

    /// <summary>The version of an identity, which was found here.</summary>
    public PublishedVersion Of(string model, Digest identity) => _versions[model].First(version => version.Manifest.Identity == identity);

    /// <inheritdoc/>
    public ResolvedVersion? NewestBlessed(string model, string candidate) => Resolved(_versions[model]
        .Where(version => version.Manifest.Candidate == candidate)
        .OrderByDescending(version => version.Origin?.Created)
        .ThenByDescending(version => version.Number)
        .ThenBy(version => version.Manifest.Identity.Hex, StringComparer.Ordinal)
        .FirstOrDefault());

    /// <inheritdoc/>
    public ResolvedVersion? Find(string model, string reference)
    {
        // `v7@sha256:…` holds only where that number is that version's.
        var parts = reference.Split('@', 2);
        return Resolved(_versions[model].FirstOrDefault(version => parts.All(part => version.Numbers.Contains(part) || version.Manifest.Identity.ToString() == part)));
    }

    private static ResolvedVersion? Resolved(PublishedVersion? version) =>
        version is null ? null : new ResolvedVersion(version.Name, version.Manifest.Identity, version.Manifest.Candidate);
}
