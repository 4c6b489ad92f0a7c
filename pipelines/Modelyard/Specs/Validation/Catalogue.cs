using Modelyard.Diagnostics;
using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation;

/// <summary>A spec file with everything that was found wrong with it, in reading and in validation.</summary>
internal sealed record Reviewed<T>(SpecReading<T> Reading, IReadOnlyList<Diagnostic> Diagnostics)
    where T : class
{
    public bool Sound => Diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error);
}

/// <summary>
/// All specs of a kind, by the name of their folder, broken ones included: who refers to one of those has made no mistake.
/// </summary>
internal sealed class Catalogue<T>(IEnumerable<Reviewed<T>> all)
    where T : class
{
    private readonly Dictionary<string, Reviewed<T>> _byName = all.ToDictionary(one => one.Reading.Name, StringComparer.Ordinal);

    public IEnumerable<Reviewed<T>> All => _byName.Values;

    public IEnumerable<string> Names => _byName.Keys;

    public bool Knows(string name) => _byName.ContainsKey(name);

    /// <summary>The spec, unless it is unknown or broken.</summary>
    public T? Sound(string name) => _byName.TryGetValue(name, out var one) && one.Sound ? one.Reading.Spec : null;

    /// <summary>The folder of a known one, relative to the root.</summary>
    public string FolderOf(string name) => _byName[name].Reading.Folder;

    /// <summary>The sound ones that everybody may use, by name: without those that one model has for itself.</summary>
    public IEnumerable<T> Shared => _byName
        .Where(pair => pair.Value.Sound && !OwnComponents.IsOwn(pair.Key))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => pair.Value.Reading.Spec!);

    /// <summary>“did you mean …”, or all names that everybody may use.</summary>
    public string Suggest(string name) => Suggestion.Of(name, Names.Where(one => !OwnComponents.IsOwn(one)).Order(StringComparer.Ordinal));

    /// <summary>The sound ones that also pass a further test.</summary>
    public IReadOnlyDictionary<string, SpecFile<T>> ToFiles(Func<T, bool> usable) => _byName
        .Where(pair => pair.Value.Sound && usable(pair.Value.Reading.Spec!))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .ToDictionary(pair => pair.Key, pair => pair.Value.Reading.ToFile(), StringComparer.Ordinal);
}
