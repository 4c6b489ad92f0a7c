namespace Modelyard.Reports;

/// <summary>One metric of a version beside that of another.</summary>
/// <param name="Interval">Of the value, at 95 %; none where nothing is known of the metric but its value.</param>
/// <param name="Other">The other version's value.</param>
/// <param name="Difference">Value minus the other's; given with its interval only where both were judged on the same rows.</param>
/// <param name="Method">How the intervals were found.</param>
/// <param name="LowerIsBetter">Whether less of it is better; none where that is not known.</param>
public sealed record MetricFigures(
    string Name, double Value, Interval? Interval, double? Other, double? Difference, Interval? DifferenceInterval, string? Method, bool? LowerIsBetter)
{
    private static readonly string[] Losses = ["rmse", "mae", "log-loss", "loss", "error"];
    private static readonly string[] Gains = ["accuracy", "macro-f1", "r2", "precision", "recall"];

    /// <summary><c>better</c> or <c>worse</c> where the difference is more than chance, else empty.</summary>
    public string Verdict => DifferenceInterval is { ExcludesZero: true } interval && LowerIsBetter is { } lower ? interval.Low > 0 != lower ? "better" : "worse" : "";

    internal static IReadOnlyList<MetricFigures> Of(
        IReadOnlyDictionary<string, double> metrics, Evaluation? evaluation, IReadOnlyDictionary<string, double>? others, Evaluation? other)
    {
        var pair = evaluation is not null && other is not null && evaluation.SameRows(other) ? other : null;
        return [.. metrics.Select(metric => Of(metric.Key, metric.Value, evaluation, others is not null && others.TryGetValue(metric.Key, out var value) ? value : null, pair))];
    }

    private static MetricFigures Of(string name, double value, Evaluation? evaluation, double? other, Evaluation? pair)
    {
        bool? lower = Losses.Any(loss => name.EndsWith(loss, StringComparison.Ordinal)) ? true : Gains.Any(gain => name.StartsWith(gain, StringComparison.Ordinal)) ? false : null;
        if (evaluation is { Count: 0 }) return Plain();
        if (name == "accuracy" && evaluation is ClassEvaluation classes) return Accuracy(value, classes, other, pair as ClassEvaluation);
        if (Statistic(name, evaluation) is not { } statistic) return Plain();
        // Without a partner, the version is its own.
        var (one, _, difference) = PairedBootstrap.Of(evaluation!.Count, places => (statistic(evaluation, places), pair is null ? 0 : statistic(pair, places)));
        return new MetricFigures(name, value, one, other, pair is null ? null : value - other, pair is null || other is null ? null : difference, "paired bootstrap, 1000 resamples", lower);

        // Of what is not computed anew from the rows there is the difference and no more; on other rows not even that.
        MetricFigures Plain() => new(name, value, null, other, pair is null && evaluation is not null ? null : value - other, null, null, lower);
    }

    private static MetricFigures Accuracy(double value, ClassEvaluation one, double? other, ClassEvaluation? pair)
    {
        var places = Enumerable.Range(0, one.Count).ToList();
        var interval = Proportions.Wilson(places.Count(one.IsRight), one.Count);
        if (pair is null) return new MetricFigures("accuracy", value, interval, other, null, null, "Wilson", false);
        var (won, lost) = (places.Count(place => one.IsRight(place) && !pair.IsRight(place)), places.Count(place => !one.IsRight(place) && pair.IsRight(place)));
        return new MetricFigures(
            "accuracy", value, interval, other, value - other, Proportions.Difference(won, lost, one.Count), "Wilson; difference: Agresti and Min", false);
    }

    private static Func<Evaluation, int[], double>? Statistic(string name, Evaluation? evaluation) => (name, evaluation) switch
    {
        ("macro-f1", ClassEvaluation) => (it, places) => MacroF1((ClassEvaluation)it, places),
        ("mae", ValueEvaluation) => (it, places) => places.Average(((ValueEvaluation)it).Error),
        ("rmse", ValueEvaluation) => (it, places) => Math.Sqrt(SquaredErrors((ValueEvaluation)it, places) / places.Length),
        ("r2", ValueEvaluation) => (it, places) => R2((ValueEvaluation)it, places),
        _ => null,
    };

    // The mean of 2·hits/(support + guessed) over classes that occur, as the component classification-report has it.
    private static double MacroF1(ClassEvaluation it, int[] places)
    {
        var (hits, both) = (new int[it.Classes.Count], new int[it.Classes.Count]);
        foreach (var place in places)
        {
            both[it.Truth[place]]++;
            both[it.Guesses[place]]++;
            if (it.IsRight(place)) hits[it.Truth[place]]++;
        }

        return Enumerable.Range(0, both.Length).Where(code => both[code] > 0).Average(code => 2.0 * hits[code] / both[code]);
    }

    private static double SquaredErrors(ValueEvaluation it, int[] places) => places.Sum(place => it.Error(place) * it.Error(place));

    private static double R2(ValueEvaluation it, int[] places)
    {
        var mean = places.Average(place => it.Truth[place]);
        var spread = places.Sum(place => (it.Truth[place] - mean) * (it.Truth[place] - mean));
        return spread == 0 ? 0 : 1 - (SquaredErrors(it, places) / spread);
    }
}
