using Modelyard.Content;

namespace Modelyard.Releases;

/// <summary>The versions that exist in a store or a registry.</summary>
public interface IVersionCatalogue
{
    /// <summary>The newest blessed version of a candidate; <see langword="null"/> when it has none.</summary>
    ResolvedVersion? NewestBlessed(string model, string candidate);

    /// <summary>
    /// The version that a reference names (<c>v7@sha256:…</c>, <c>v7</c>, <c>dev3</c>, <c>sha256:…</c>);
    /// <see langword="null"/> when there is none.
    /// </summary>
    ResolvedVersion? Find(string model, string reference);
}

/// <summary>A version that exists.</summary>
/// <param name="Name"><c>dev3</c>, <c>v7</c>.</param>
/// <param name="Identity">What it is.</param>
/// <param name="Candidate">The candidate that it came from.</param>
public sealed record ResolvedVersion(string Name, Digest Identity, string Candidate);
