using Modelyard.Versions.Publishing;

namespace Modelyard.Versions.Numbers;

/// <summary>Publishes versions and gives them numbers: pushed by identity, then in the ledger, then tagged.</summary>
public sealed class Numbering(Workspace workspace, ModelRegistry registry, VersionNumbers numbers)
{
    /// <param name="versions">Of this store.</param>
    /// <param name="commit">The commit that they were made at.</param>
    /// <exception cref="Diagnostics.YardException">The registry or the remote refused; what was done stays, and giving numbers again goes on from there.</exception>
    public async Task<NumberingOutcome> GiveAsync(IReadOnlyList<NamedVersion> versions, string commit, CancellationToken cancellation)
    {
        var push = new VersionPush(workspace, registry.Open);
        var pushed = new List<(UnnumberedVersion Version, PushedVersion Content)>();
        foreach (var version in versions)
        {
            var content = (await push.PushAsync(version.Manifest, version.Origin, null, cancellation))[^1];
            pushed.Add((new UnnumberedVersion(version.Manifest.Model, version.Manifest.Candidate, version.Manifest.Identity, content.Content.Digest, commit), content));
        }

        var outcome = await numbers.GiveAsync([.. pushed.Select(version => version.Version)], cancellation);
        foreach (var numbered in outcome.Versions)
        {
            using var repository = registry.Open(numbered.Version.Model);
            await repository.GiveNumberAsync(pushed.First(version => version.Version.Identity == numbered.Version.Identity).Content.Content, numbered.Number, cancellation);
        }

        return outcome;
    }
}
