using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation;

/// <summary>Hints that name what there is, short however much there is.</summary>
internal static class Suggestion
{
    private const int MostShown = 12;

    // Comparing every mistyped name with every name is quadratic; a file of thousands of names gets no guesses.
    private const int MostCompared = 200;

    /// <summary>“did you mean 'x'?”, else all there are, after these words.</summary>
    public static string Of(string name, IEnumerable<string> names, string words = "there are") =>
        Near(name, names) ?? $"{words}: {List(names)}";

    /// <summary>“did you mean 'x'?” or nothing.</summary>
    public static string? Near(string name, IEnumerable<string> names) =>
        Nearest(name, names) is { } near ? $"did you mean {Excerpt.Of(near)}?" : null;

    /// <summary>What a mistyped name was meant to be, if any is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> names)
    {
        var all = names.Take(MostCompared + 1).ToList();
        return all.Count <= MostCompared ? NearestName.Of(name, all) : null;
    }

    /// <summary>The first names, in the order given.</summary>
    public static string List(IEnumerable<string> names)
    {
        var all = names as IReadOnlyCollection<string> ?? [.. names];
        var shown = string.Join(", ", all.Take(MostShown).Select(Excerpt.Bare));
        return all.Count == 0 ? "none" : all.Count <= MostShown ? shown : $"{shown} and {all.Count - MostShown} more";
    }
}
