using Modelyard.Content;
using Modelyard.Reports;

namespace Modelyard.Tests.Reports;

/// <summary>Against figures of scipy.stats 1.10: binomtest(…).proportion_ci(method="wilson"), binomtest(…).pvalue, norm.sf.</summary>
public sealed class FiguresTests
{
    private static readonly Digest Data = Digest.Of("rows"u8);

    [Theory]
    [InlineData(81, 263, 0.2552885198782742, 0.36620957698280004)]
    [InlineData(0, 20, 0, 0.16112515805281935)]
    public void Wilsons_interval(int hits, int count, double low, double high)
    {
        var interval = Proportions.Wilson(hits, count);
        Assert.Equal(low, interval.Low, 1e-6);
        Assert.Equal(high, interval.High, 1e-6);
    }

    [Theory]
    [InlineData(10, 2, 0.03857421875)]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(121, 59, 4.4344492637551645e-06)]
    [InlineData(900, 1000, 0.0231088451089012)]
    public void McNemars_exact_test(int won, int lost, double chance) => Assert.Equal(chance, Proportions.McNemar(won, lost), 1e-9);

    [Fact]
    public void The_paired_test_of_means_and_Holms_correction()
    {
        // 100 differences of mean 0.1 and variance 1: z = 1.
        double[] differences = [.. Enumerable.Range(0, 100).Select(place => 0.1 + ((place % 2 == 0 ? 1 : -1) * Math.Sqrt(99.0 / 100)))];
        Assert.Equal(0.31731, PairedMeans.Test(differences), 1e-4);
        Assert.Equal(1, PairedMeans.Test([0, 0, 0]));
        Assert.Equal([0.06, 0.06, 0.06, 0.02], PairedMeans.Holm([0.02, 0.03, 0.04, 0.005]).Select(chance => Math.Round(chance, 10)));
    }

    [Fact]
    public void The_bootstrap_is_the_same_every_time_and_near_the_formula()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(place => place % 5 == 0 ? 0.0 : 1.0)];
        var (one, other, difference) = PairedBootstrap.Of(400, places => (places.Average(place => values[place]), 0.5));
        Assert.Equal((one, other, difference), PairedBootstrap.Of(400, places => (places.Average(place => values[place]), 0.5)));
        var formula = Proportions.Wilson(320, 400);
        Assert.InRange(one.Low, formula.Low - 0.01, formula.Low + 0.01);
        Assert.InRange(one.High, formula.High - 0.01, formula.High + 0.01);
        Assert.Equal(new Interval(0.5, 0.5), other);
        Assert.True(difference.ExcludesZero);
    }

    [Fact]
    public void Metrics_of_classes_have_intervals_and_the_difference_of_the_same_rows_has_one()
    {
        var (one, other) = (Classes(wrongEvery: 10), Classes(wrongEvery: 4));
        var metrics = new Dictionary<string, double> { ["accuracy"] = 0.9, ["log-loss"] = 0.3, ["macro-f1"] = 0.9 };
        var before = new Dictionary<string, double> { ["accuracy"] = 0.75, ["log-loss"] = 0.5 };

        var figures = MetricFigures.Of(metrics, one, before, other).ToDictionary(metric => metric.Name);

        Assert.Equal(Proportions.Wilson(360, 400), figures["accuracy"].Interval);
        Assert.Equal(Proportions.Difference(80, 20, 400), figures["accuracy"].DifferenceInterval);
        Assert.Equal("better", figures["accuracy"].Verdict);
        Assert.Equal((null, -0.2, ""), (figures["log-loss"].Interval, Math.Round(figures["log-loss"].Difference!.Value, 9), figures["log-loss"].Verdict));
        Assert.True(figures["macro-f1"].Interval is { Low: > 0.86 and < 0.89, High: > 0.91 and < 0.94 });
        Assert.Null(figures["macro-f1"].DifferenceInterval);

        var apart = MetricFigures.Of(metrics, one, before, other with { Data = Digest.Of("others"u8) }).ToDictionary(metric => metric.Name);
        Assert.All(apart.Values, metric => Assert.True(metric is { Difference: null, DifferenceInterval: null }));
    }

    [Fact]
    public void Numbers_have_intervals_too_and_lower_errors_are_better()
    {
        double[] truth = [.. Enumerable.Range(0, 300).Select(place => (double)place)];
        var one = new ValueEvaluation(Data, Rows(300), truth, [.. truth.Select(value => value + 1)]);
        var other = new ValueEvaluation(Data, Rows(300), truth, [.. truth.Select((value, place) => value + (place % 2 == 0 ? 1 : 3))]);

        var figure = MetricFigures.Of(new Dictionary<string, double> { ["mae"] = 1 }, one, new Dictionary<string, double> { ["mae"] = 2 }, other).Single();

        Assert.Equal((new Interval(1, 1), -1.0, "better"), (figure.Interval!.Value, figure.Difference!.Value, figure.Verdict));
        Assert.True(figure.DifferenceInterval is { Low: > -1.15 and < -1, High: > -1 and < -0.85 });
    }

    [Fact]
    public void The_mistakes_that_changed_most_come_first()
    {
        var one = new ClassEvaluation(Data, Rows(5), ["bag", "hat"], [0, 0, 0, 1, 1], [1, 1, 0, 1, 0]);
        var other = new ClassEvaluation(Data, Rows(5), ["bag", "hat"], [0, 0, 0, 1, 1], [0, 0, 0, 1, 1]);
        Assert.Equal([new("bag", "hat", 2, 0), new("hat", "bag", 1, 0)], ConfusionChange.Of(one, other));
    }

    // Every n-th of 400 rows of two classes is wrong.
    private static ClassEvaluation Classes(int wrongEvery)
    {
        int[] truth = [.. Enumerable.Range(0, 400).Select(place => place % 2)];
        return new ClassEvaluation(Data, Rows(400), ["a", "b"], truth, [.. truth.Select((code, place) => place % wrongEvery == 0 ? 1 - code : code)]);
    }

    private static long[] Rows(int count) => [.. Enumerable.Range(0, count).Select(row => (long)row)];
}
