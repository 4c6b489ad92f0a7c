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

    /// <summary>The runtime whose code the components on it share: itself, or where its folder holds none, the nearest that it extends.</summary>
    /// <param name="folder">The folder of all runtimes.</param>
    public static string CodeOf(string name, IReadOnlyDictionary<string, SpecFile<RuntimeSpec>> runtimes, string folder)
    {
        for (var next = (string?)name; next is not null; next = runtimes[next].Spec.Extends)
        {
            if (Directory.EnumerateFileSystemEntries(Path.Combine(folder, next)).Any(entry => Path.GetFileName(entry) is not ("runtime.yaml" or "README.md"))) return next;
        }

        return name;
    }

    // GroupBy keeps the order of first appearance, so that a replaced entry stays where its ancestor put it.
    private static List<T> Latest<T>(IEnumerable<T> entries, Func<T, string> name) =>
        [.. entries.GroupBy(name, StringComparer.Ordinal).Select(group => group.Last())];
}
