namespace Modelyard.Releases;

/// <summary>Weights of arms as shares of 100, in hundredths so that they add up exactly.</summary>
internal static class WeightShares
{
    public const decimal Whole = 100;
    private const decimal Unit = 0.01m;

    /// <summary>Whether a weight is a per cent with at most two decimals.</summary>
    public static bool IsValid(decimal weight) => weight is >= 0 and <= Whole && weight % Unit == 0;

    /// <summary>
    /// Sets some weights and scales the others, keeping their proportions, so that all add up to 100. Where the others are all 0
    /// they share the rest equally. Hundredths that rounding leaves go to the greatest remainders (Hamilton's method).
    /// </summary>
    /// <param name="current">Every arm with its weight, in the file's order.</param>
    /// <param name="changes">Some of the arms, not all, with weights that add up to at most 100.</param>
    public static IReadOnlyDictionary<string, decimal> Rescale(
        IReadOnlyList<(string Arm, decimal Weight)> current, IReadOnlyDictionary<string, decimal> changes)
    {
        var rest = Whole - changes.Values.Sum();
        var others = current.Where(arm => !changes.ContainsKey(arm.Arm)).ToList();
        var sum = others.Sum(arm => arm.Weight);
        var shares = others
            .Select(arm => (arm.Arm, Exact: sum == 0 ? rest / others.Count : rest * arm.Weight / sum))
            .Select(share => (share.Arm, share.Exact, Floor: decimal.Floor(share.Exact / Unit) * Unit))
            .ToList();
        var left = (int)decimal.Round((rest - shares.Sum(share => share.Floor)) / Unit);
        var raised = shares.OrderByDescending(share => share.Exact - share.Floor).Take(left).Select(share => share.Arm).ToHashSet();

        var weights = new Dictionary<string, decimal>(changes);
        foreach (var (arm, _, floor) in shares) weights[arm] = raised.Contains(arm) ? floor + Unit : floor;
        return weights;
    }
}
