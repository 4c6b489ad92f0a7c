namespace Modelyard.Reports;

/// <summary>
/// Percentile intervals of figures that have no formula: the same rows are drawn with replacement for both versions, a thousand times from
/// one fixed seed, so that the page of the same two versions is always the same.
/// </summary>
/// <remarks>B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.</remarks>
public static class PairedBootstrap
{
    private const int Resamples = 1000;
    private const int Seed = 20180613;

    /// <summary>Intervals of a figure of the one, of the other, and of the one minus the other.</summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="figures">Places of rows, some several times → the two figures on them.</param>
    public static (Interval One, Interval Other, Interval Difference) Of(int count, Func<int[], (double One, double Other)> figures)
    {
        var random = new Random(Seed);
        var (one, other, difference) = (new double[Resamples], new double[Resamples], new double[Resamples]);
        var places = new int[count];
        for (var round = 0; round < Resamples; round++)
        {
            for (var i = 0; i < count; i++) places[i] = random.Next(count);
            (one[round], other[round]) = figures(places);
            difference[round] = one[round] - other[round];
        }

        return (Middle(one), Middle(other), Middle(difference));
    }

    private static Interval Middle(double[] values)
    {
        Array.Sort(values);
        return new Interval(values[Resamples * 25 / 1000], values[(Resamples * 975 / 1000) - 1]);
    }
}
