using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Reports;

/// <summary>A part of the evaluation rows on which a version is worse than the other.</summary>
/// <param name="Column">The column, or <c>class</c>.</param>
/// <param name="Value">Its value there; JSON where it is not text.</param>
/// <param name="Figure">Accuracy there; of numbers the mean absolute error.</param>
/// <param name="Before">The other version's.</param>
/// <param name="Chance">Of the paired test, corrected for how many slices were looked at.</param>
public sealed record SliceFigures(string Column, string Value, int Rows, double Figure, double Before, double Chance)
{
    /// <summary>Whether it is worse by more than chance, all slices considered.</summary>
    public bool IsSure => Chance < 0.05;
}

/// <summary>The slices that got worse.</summary>
/// <param name="Examined">How many were looked at: each class, and each value of each text or boolean column with few values, of 30 rows or more.</param>
public sealed record SlicesReview(int Examined, IReadOnlyList<SliceFigures> Worse)
{
    private const int FewestRows = 30;
    private const int MostValues = 50;
    private const int Most = 10;

    /// <param name="rows">Folder of the rows that both were judged on.</param>
    internal static SlicesReview Of(Evaluation one, Evaluation other, string rows)
    {
        var slices = Columns(one, rows)
            .SelectMany(column => Enumerable.Range(0, one.Count).GroupBy(place => column.Values[place], StringComparer.Ordinal)
                .Where(group => group.Count() >= FewestRows)
                .Select(group => Figures(column.Name, group.Key, [.. group], one, other)))
            .ToList();
        var corrected = PairedMeans.Holm([.. slices.Select(slice => slice.Chance)]);
        var worse = slices.Select((slice, number) => slice with { Chance = corrected[number] })
            .Where(slice => one is ClassEvaluation ? slice.Figure < slice.Before : slice.Figure > slice.Before)
            .OrderBy(slice => slice.Chance).ThenByDescending(slice => Math.Abs(slice.Figure - slice.Before)).ThenBy(slice => slice.Column, StringComparer.Ordinal).ThenBy(slice => slice.Value, StringComparer.Ordinal)
            .Take(Most);
        return new SlicesReview(slices.Count, [.. worse]);
    }

    private static SliceFigures Figures(string column, string value, int[] places, Evaluation one, Evaluation other)
    {
        if (one is ClassEvaluation now && other is ClassEvaluation before)
        {
            var won = places.Count(place => now.IsRight(place) && !before.IsRight(place));
            var lost = places.Count(place => !now.IsRight(place) && before.IsRight(place));
            var (right, rightBefore) = (places.Count(now.IsRight), places.Count(before.IsRight));
            return new SliceFigures(column, value, places.Length, (double)right / places.Length, (double)rightBefore / places.Length, Proportions.McNemar(won, lost));
        }

        var (values, earlier) = ((ValueEvaluation)one, (ValueEvaluation)other);
        return new SliceFigures(
            column, value, places.Length, places.Average(values.Error), places.Average(earlier.Error), PairedMeans.Test([.. places.Select(place => values.Error(place) - earlier.Error(place))]));
    }

    private static IEnumerable<(string Name, string[] Values)> Columns(Evaluation one, string rows)
    {
        if (one is ClassEvaluation classes) yield return ("class", [.. classes.Truth.Select(code => classes.Classes[code])]);
        var columns = JsonNode.Parse(File.ReadAllBytes(Path.Combine(rows, "rows.json")))!["columns"]!.AsObject();
        foreach (var (name, about) in columns.OrderBy(column => column.Key, StringComparer.Ordinal))
        {
            var values = name == "part" ? null : about?["type"]?.GetValue<string>() switch
            {
                "string" => Texts(Path.Combine(rows, name + ".jsonl"), one.Rows),
                "boolean" => NpyArray.Open(Path.Combine(rows, name + ".npy")).ReadAll<byte>() is var bits ? [.. one.Rows.Select(row => bits[row] != 0 ? "true" : "false")] : null,
                _ => null,
            };
            if (values is null || values.Distinct(StringComparer.Ordinal).Take(MostValues + 1).Count() > MostValues) continue;
            // The column that the classes came from says what they say.
            if (one is ClassEvaluation known && values.Index().All(value => value.Item == known.Classes[known.Truth[value.Index]])) continue;
            yield return (name, values);
        }
    }

    private static string[] Texts(string file, long[] rows)
    {
        var lines = File.ReadAllLines(file);
        return [.. rows.Select(row => JsonNode.Parse(lines[row])?.GetValue<string>() ?? "null")];
    }
}
