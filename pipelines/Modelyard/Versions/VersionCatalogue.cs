using Modelyard.Releases;

namespace Modelyard.Versions;

/// <summary>Answers releases from the versions of this store.</summary>
public sealed class VersionCatalogue(VersionStore versions) : IVersionCatalogue
{
    /// <inheritdoc/>
    public ResolvedVersion? NewestBlessed(string model, string candidate) => Resolved(versions.Current(model, candidate));

    /// <inheritdoc/>
    public ResolvedVersion? Find(string model, string reference)
    {
        // What is released by its number is called by it, wherever it answers.
        if (versions.Numbered(model, reference) is { } identity) return Resolved(versions.FindIdentity(model, identity)) is { } numbered ? numbered with { Name = reference.Split('@')[0] } : null;
        return Resolved(versions.Of(model).FirstOrDefault(version => version.Name == reference || version.Manifest.Identity.ToString() == reference));
    }

    private static ResolvedVersion? Resolved(NamedVersion? version) =>
        version is null ? null : new ResolvedVersion(version.Name, version.Manifest.Identity, version.Manifest.Candidate);
}
