using System.Collections.Concurrent;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Versions;
using Modelyard.Versions.Numbers;

namespace Modelyard.Dashboard.Reading;

/// <summary>Versions of the store. A manifest never changes, so one that was read once is not read again: a page lists a hundred models.</summary>
/// <param name="root">The store's folder of versions.</param>
/// <param name="repository">The repository's root, whose ledgers have the numbers.</param>
internal sealed class KnownVersions(string root, string repository)
{
    private readonly VersionStore _store = new(root, model => WorkingLedger.Of(repository, model));
    private readonly ConcurrentDictionary<(string Model, Digest Identity), NamedVersion> _known = new();

    /// <summary>All versions of a model, newest first.</summary>
    public IReadOnlyList<NamedVersion> Of(string model) => [.. _store.Of(model).Reverse()];

    /// <summary>What people call the versions of a model: identity → number, where they have one.</summary>
    public IReadOnlyDictionary<Digest, string> Numbers(string model) => _store.Numbers(model);

    /// <summary>One version; <see langword="null"/> where the store has none, or a damaged one, which the model's own page tells.</summary>
    public NamedVersion? Find(string model, Digest identity)
    {
        if (_known.TryGetValue((model, identity), out var known)) return known;
        try
        {
            foreach (var version in _store.Of(model)) _known[(model, version.Manifest.Identity)] = version;
        }
        catch (YardException)
        {
            return null;
        }

        return _known.GetValueOrDefault((model, identity));
    }
}
