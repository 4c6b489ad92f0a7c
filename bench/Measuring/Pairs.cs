namespace Modelyard.Bench.Measuring;

/// <summary>Figures of two contenders that took turns: A, B, A, B, … so that what drifts on the machine meets both.</summary>
internal sealed record Pairs(IReadOnlyList<double> Ours, IReadOnlyList<double> Peer)
{
    /// <summary>Median over the pairs of ours / peer: below 1 we need less.</summary>
    public double Ratio => Median(Ratios);

    /// <summary>The least and the greatest ratio of a pair.</summary>
    public (double Least, double Greatest) Spread => (Ratios.Min(), Ratios.Max());

    private IEnumerable<double> Ratios => Ours.Zip(Peer, (ours, peer) => ours / peer);

    /// <summary>The middle value; the mean of the two in the middle of an even number.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
