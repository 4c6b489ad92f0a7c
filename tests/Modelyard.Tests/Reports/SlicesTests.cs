using Modelyard.Content;
using Modelyard.Reports;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Reports;

public sealed class SlicesTests : IDisposable
{
    private static readonly Digest Data = Digest.Of("rows"u8);

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_slice_that_got_worse_is_found_and_chance_is_told_from_it()
    {
        // 200 rows; the text "red" on every fourth, where the new version is wrong; one row of "blue" went wrong too.
        Lay(200, row => row % 4 == 0 ? "red" : "blue");
        int[] truth = [.. Enumerable.Range(0, 200).Select(row => row % 2)];
        var before = new ClassEvaluation(Data, Rows(200), ["a", "b"], truth, [.. truth]);
        var now = before with { Guesses = [.. truth.Select((code, row) => row % 4 == 0 || row == 1 ? 1 - code : code)] };

        var review = SlicesReview.Of(now, before, _folder.At("rows"));

        // Two classes and two colours; the id has too many values, and the part is no column of the data.
        Assert.Equal(4, review.Examined);
        Assert.Equal(
            ["class a 100 0.5 True", "colour red 50 0 True", "class b 100 0.99 False", "colour blue 150 0.9933333333333333 False"],
            review.Worse.Select(slice => $"{slice.Column} {slice.Value} {slice.Rows} {slice.Figure} {slice.IsSure}").Order(StringComparer.Ordinal).OrderBy(line => line.EndsWith("False", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_numbers_the_mean_error_is_compared()
    {
        Lay(120, row => row % 2 == 0 ? "red" : null);
        double[] truth = [.. Enumerable.Range(0, 120).Select(row => (double)row)];
        var before = new ValueEvaluation(Data, Rows(120), truth, [.. truth.Select(value => value + 1)]);
        var now = before with { Guesses = [.. truth.Select((value, row) => value + (row % 2 == 0 ? 2 + (row % 3) : 0.5))] };

        var worse = Assert.Single(SlicesReview.Of(now, before, _folder.At("rows")).Worse);

        Assert.Equal(("colour", "red", 60, 3, 1, true), (worse.Column, worse.Value, worse.Rows, worse.Figure, worse.Before, worse.IsSure));
    }

    [Fact]
    public void Fewer_than_thirty_rows_are_no_slice()
    {
        Lay(29, _ => "red");
        var same = new ClassEvaluation(Data, Rows(29), ["a"], new int[29], new int[29]);
        Assert.Equal(0, SlicesReview.Of(same, same, _folder.At("rows")).Examined);
    }

    private static long[] Rows(int count) => [.. Enumerable.Range(0, count).Select(row => (long)row)];

    private void Lay(int count, Func<int, string?> colour)
    {
        _folder.Write("rows/rows.json", $$"""{"count": {{count}}, "columns": {"colour": {"type": "string"}, "id": {"type": "string"}, "part": {"type": "string"} } }""");
        string Lines(Func<int, string> value) => string.Concat(Enumerable.Range(0, count).Select(row => value(row) + "\n"));
        _folder.Write("rows/colour.jsonl", Lines(row => colour(row) is { } text ? $"\"{text}\"" : "null"));
        _folder.Write("rows/id.jsonl", Lines(row => $"\"{row}\""));
        _folder.Write("rows/part.jsonl", Lines(_ => "\"test\""));
    }
}
