using System.Collections.Concurrent;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Versions;

namespace Modelyard.Dashboard.Reading;

/// <summary>Versions of the store. A manifest never changes, so one that was read once is not read again: a page lists a hundred models.</summary>
internal sealed class KnownVersions(string root)
{
    private readonly VersionStore _store = new(root);
    private readonly ConcurrentDictionary<(string Model, Digest Identity), NamedVersion> _known = new();

    /// <summary>All versions of a model, newest first.</summary>
    public IReadOnlyList<NamedVersion> Of(string model) => [.. _store.Of(model).Reverse()];

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
