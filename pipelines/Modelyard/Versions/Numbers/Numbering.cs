using Modelyard.Images.Oci;
using Modelyard.Versions.Publishing;

namespace Modelyard.Versions.Numbers;

/// <summary>Publishes versions and gives them numbers: pushed by identity, then in the ledger, then tagged.</summary>
public sealed class Numbering(Workspace workspace, ModelRegistry registry, VersionNumbers numbers)
{
    /// <param name="versions">Of this store, or of the registry, where a cluster puts what it made.</param>
    /// <param name="commit">The commit that they were made at.</param>
    /// <exception cref="Diagnostics.YardException">YARD4005: one is in neither; or the registry or the remote refused. What was done stays, and giving numbers again goes on from there.</exception>
    public async Task<NumberingOutcome> GiveAsync(IReadOnlyList<CandidateVersion> versions, string commit, CancellationToken cancellation)
    {
        var push = new VersionPush(workspace, registry.Open);
        var pushed = new List<(UnnumberedVersion Version, ManifestContent Content)>();
        foreach (var version in versions)
        {
            var content = workspace.Versions.FindIdentity(version.Model, version.Identity) is { } here
                ? (await push.PushAsync(here.Manifest, here.Origin, null, cancellation))[^1].Content
                : await PublishedAsync(version, cancellation);
            pushed.Add((new UnnumberedVersion(version.Model, version.Candidate, version.Identity, content.Digest, commit), content));
        }

        var outcome = await numbers.GiveAsync([.. pushed.Select(version => version.Version)], cancellation);
        foreach (var numbered in outcome.Versions)
        {
            using var repository = registry.Open(numbered.Version.Model);
            await repository.GiveNumberAsync(pushed.First(version => version.Version.Identity == numbered.Version.Identity).Content, numbered.Number, cancellation);
        }

        return outcome;
    }

    private async Task<ManifestContent> PublishedAsync(CandidateVersion version, CancellationToken cancellation)
    {
        using var repository = registry.Open(version.Model);
        var published = await repository.FindAsync(version.Identity, cancellation) ?? throw VersionCodes.UnknownVersion.Failure(
            $"{version.Model}/{version.Candidate}: its version {version.Identity.Short} is not in this store, and {repository.Name} does not have it",
            "a cluster made it: name the registry of its environment by --registry");
        return published.Content;
    }
}
