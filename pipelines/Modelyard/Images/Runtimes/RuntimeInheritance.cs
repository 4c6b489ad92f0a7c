using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>What a runtime is once everything that it extends has been counted in.</summary>
public static class RuntimeInheritance
{
    /// <summary>
    /// The runtime with the packages, libraries and environment of all that it extends: the furthest ancestor first, a nearer
    /// one replacing what has the same import, library name or variable. Serving is not inherited.
    /// </summary>
    /// <param name="name">A runtime of <paramref name="runtimes"/>.</param>
    /// <param name="runtimes">All of the repository, valid: every <c>extends</c> names one of them and none extends itself.</param>
    public static RuntimeSpec Merge(string name, IReadOnlyDictionary<string, SpecFile<RuntimeSpec>> runtimes)
    {
        var lineage = new List<RuntimeSpec>();
        for (var next = (string?)name; next is not null; next = runtimes[next].Spec.Extends)
        {
            if (lineage.Count == runtimes.Count) throw new ArgumentException($"runtime {name} extends itself", nameof(name));
            lineage.Insert(0, runtimes[next].Spec);
        }

        return lineage[^1] with
        {
            Extends = null,
            Packages = Latest(lineage.SelectMany(runtime => runtime.Packages), package => package.Import),
            Libraries = Latest(lineage.SelectMany(runtime => runtime.Libraries), library => library.Name),
            Environment = Latest([.. lineage.SelectMany(runtime => runtime.Environment)], variable => variable.Key)
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>
    /// The folder of the code that components on a runtime share: its own, or, where it holds nothing but its <c>runtime.yaml</c>, that of
    /// the nearest runtime that it extends. So a runtime that only adds packages needs no copy of the code.
    /// </summary>
    /// <param name="root">The repository's root.</param>
    /// <returns>Relative to the root.</returns>
    public static string CodeFolder(string name, IReadOnlyDictionary<string, SpecFile<RuntimeSpec>> runtimes, string root)
    {
        for (var next = (string?)name; next is not null; next = runtimes[next].Spec.Extends)
        {
            var folder = runtimes[next].Folder;
            if (HasCode(Path.Combine(root, folder))) return folder;
        }

        return runtimes[name].Folder;
    }

    /// <summary>Whether a runtime's folder holds code that components share.</summary>
    public static bool HasCode(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) is not ("runtime.yaml" or "README.md" or "__pycache__"));

    // GroupBy keeps the order of first appearance, so that a replaced entry stays where its ancestor put it.
    private static List<T> Latest<T>(IEnumerable<T> entries, Func<T, string> name) =>
        [.. entries.GroupBy(name, StringComparer.Ordinal).Select(group => group.Last())];
}
