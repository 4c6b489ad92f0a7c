namespace Modelyard.Reports;

/// <summary>Whether the mean of differences of the same rows is more than chance, and what many such questions at once cost.</summary>
public static class PairedMeans
{
    /// <summary>The paired z-test, two-sided; for thirty rows or more.</summary>
    public static double Test(IReadOnlyList<double> differences)
    {
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / Math.Max(1, differences.Count - 1);
        return variance == 0 ? (mean == 0 ? 1 : 0) : TwoSided(Math.Abs(mean) / Math.Sqrt(variance / differences.Count));
    }

    /// <summary>
    /// Holm's correction: with it, the chance that any of the questions is answered yes by mistake stays below the level that each is
    /// held to.
    /// </summary>
    /// <returns>The corrected p of each, in the order given.</returns>
    /// <remarks>S. Holm, “A simple sequentially rejective multiple test procedure”, Scandinavian Journal of Statistics 6 (1979).</remarks>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> chances)
    {
        var corrected = new double[chances.Count];
        var greatest = 0.0;
        foreach (var (place, rank) in Enumerable.Range(0, chances.Count).OrderBy(place => chances[place]).Select((place, rank) => (place, rank)))
        {
            greatest = Math.Max(greatest, Math.Min(1, chances[place] * (chances.Count - rank)));
            corrected[place] = greatest;
        }

        return corrected;
    }

    // The complementary error function by Abramowitz and Stegun, 7.1.26; its error is below 1.5e-7.
    private static double TwoSided(double z)
    {
        var x = z / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        return ((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592) * t * Math.Exp(-x * x);
    }
}
