namespace Modelyard.Diagnostics;

/// <summary>Finds what a mistyped name was meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate with the smallest Damerau–Levenshtein distance (optimal string alignment), if that is at most a third
    /// of the longer name's length; ties go to the ordinally first.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates) =>
        candidates
            .Where(candidate => Math.Abs(name.Length - candidate.Length) <= Limit(name, candidate)) // Cheap, and bounds what a hostile name costs.
            .Select(candidate => (candidate, distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.distance <= Limit(name, pair.candidate))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>“Did you mean 'x'?” or <see langword="null"/> when nothing is near.</summary>
    public static string? Hint(string name, IEnumerable<string> candidates) =>
        Of(name, candidates) is { } near ? $"did you mean '{near}'?" : null;

    private static int Limit(string name, string candidate) => Math.Max(1, Math.Max(name.Length, candidate.Length) / 3);

    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + substitution);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
