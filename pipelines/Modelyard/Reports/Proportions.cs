namespace Modelyard.Reports;

/// <summary>Figures about shares of rows, without resampling.</summary>
public static class Proportions
{
    // The 97.5th percentile of the standard normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>The score interval of a share at 95 %.</summary>
    /// <remarks>E. B. Wilson, “Probable inference, the law of succession, and statistical inference”, JASA 22 (1927).</remarks>
    public static Interval Wilson(int hits, int count)
    {
        if (count == 0) return new Interval(0, 1);
        var share = (double)hits / count;
        var centre = (share + (Z * Z / (2 * count))) / (1 + (Z * Z / count));
        var half = Z / (1 + (Z * Z / count)) * Math.Sqrt((share * (1 - share) / count) + (Z * Z / (4.0 * count * count)));
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>The interval at 95 % of the difference of two shares of the same rows: Wald's, with half a row added to each of the four cells.</summary>
    /// <param name="won">Rows that only the first has right.</param>
    /// <param name="lost">Rows that only the second has right.</param>
    /// <param name="count">All rows.</param>
    /// <remarks>A. Agresti and Y. Min, “Simple improved confidence intervals for comparing matched proportions”, Statistics in Medicine 24 (2005).</remarks>
    public static Interval Difference(int won, int lost, int count)
    {
        var (b, c, n) = (won + 0.5, lost + 0.5, count + 2.0);
        var difference = (b - c) / n;
        var half = Z * Math.Sqrt(Math.Max(0, b + c - ((b - c) * (b - c) / n))) / n;
        return new Interval(Math.Max(-1, difference - half), Math.Min(1, difference + half));
    }

    /// <summary>
    /// McNemar's exact test: how likely rows that only one of two has right fall at least this unevenly, if neither is better; two-sided,
    /// twice the smaller tail of the binomial distribution with one half.
    /// </summary>
    /// <remarks>Q. McNemar, Psychometrika 12 (1947); exact form: A. Agresti, Categorical Data Analysis, section on matched pairs.</remarks>
    public static double McNemar(int won, int lost)
    {
        var (trials, least) = (won + lost, Math.Min(won, lost));
        var (logarithm, sum) = (-trials * Math.Log(2), 0.0);
        for (var i = 0; i <= least; i++)
        {
            if (i > 0) logarithm += Math.Log((double)(trials - i + 1) / i);
            sum += Math.Exp(logarithm);
        }

        return Math.Min(1, 2 * sum);
    }
}
