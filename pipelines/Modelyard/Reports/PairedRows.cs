namespace Modelyard.Reports;

/// <summary>Rows that only one of two versions has right.</summary>
/// <param name="Won">Right now, wrong before.</param>
/// <param name="Lost">Wrong now, right before.</param>
/// <param name="Chance">McNemar's exact test, two-sided.</param>
public sealed record PairedRows(int Count, int Won, int Lost, double Chance)
{
    internal static PairedRows Of(ClassEvaluation one, ClassEvaluation other)
    {
        var places = Enumerable.Range(0, one.Count).ToList();
        var won = places.Count(place => one.IsRight(place) && !other.IsRight(place));
        var lost = places.Count(place => !one.IsRight(place) && other.IsRight(place));
        return new PairedRows(one.Count, won, lost, Proportions.McNemar(won, lost));
    }
}

/// <summary>A cell of the confusion matrix that changed.</summary>
public sealed record ConfusionChange(string Truth, string Predicted, int Count, int Before)
{
    private const int Most = 8;

    /// <summary>The cells off the diagonal that changed most, those that grew first where they changed alike.</summary>
    internal static IReadOnlyList<ConfusionChange> Of(ClassEvaluation one, ClassEvaluation other)
    {
        var (now, before) = (Cells(one), Cells(other));
        return [.. now.Keys.Union(before.Keys)
            .Where(cell => cell.Truth != cell.Predicted)
            .Select(cell => new ConfusionChange(cell.Truth, cell.Predicted, now.GetValueOrDefault(cell), before.GetValueOrDefault(cell)))
            .Where(cell => cell.Count != cell.Before)
            .OrderByDescending(cell => Math.Abs(cell.Count - cell.Before)).ThenByDescending(cell => cell.Count - cell.Before)
            .ThenBy(cell => cell.Truth, StringComparer.Ordinal).ThenBy(cell => cell.Predicted, StringComparer.Ordinal)
            .Take(Most)];
    }

    private static Dictionary<(string Truth, string Predicted), int> Cells(ClassEvaluation it) => Enumerable.Range(0, it.Count)
        .CountBy(place => (it.Classes[it.Truth[place]], it.Classes[it.Guesses[place]])).ToDictionary();
}
