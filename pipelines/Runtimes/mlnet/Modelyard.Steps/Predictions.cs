using System.Text.Json;

namespace Modelyard.Steps;

/// <summary>The scores of classes for rows.</summary>
/// <param name="Classes">Sorted names.</param>
/// <param name="Rows">[T]: which rows were scored.</param>
/// <param name="Scores">[T × C], row by row.</param>
internal sealed record Predictions(IReadOnlyList<string> Classes, IReadOnlyList<int> Rows, float[] Scores)
{
    private const string FileName = "predictions.json";

    /// <summary>[T]: the class with the greatest score, the first on a tie.</summary>
    public int[] Codes => [.. Enumerable.Range(0, Rows.Count).Select(row => Greatest(Scores.AsSpan(row * Classes.Count, Classes.Count)))];

    /// <summary>Writes the artifact into an empty folder.</summary>
    /// <exception cref="StepFailure">A score is not finite: trainers that diverge leave NaN without a word.</exception>
    public void Write(string folder)
    {
        if (Scores.Length != Rows.Count * Classes.Count) throw new StepFailure($"{Scores.Length} scores for {Rows.Count} rows and {Classes.Count} classes");
        if (Array.FindIndex(Scores, score => !float.IsFinite(score)) is >= 0 and var index)
        {
            throw new StepFailure($"the score of row {Rows[index / Classes.Count]} for class '{Classes[index % Classes.Count]}' is {Scores[index]}, which is not finite");
        }

        NpyFile.Write<long>(Path.Combine(folder, "rows.npy"), [.. Rows.Select(row => (long)row)]);
        NpyFile.Write<int>(Path.Combine(folder, "codes.npy"), Codes);
        NpyFile.Write<float>(Path.Combine(folder, "scores.npy"), Scores, Rows.Count, Classes.Count);
        CanonicalJson.Write(Path.Combine(folder, FileName), new Dictionary<string, object?> { ["count"] = Rows.Count, ["classes"] = Classes });
    }

    /// <summary>Reads the artifact of a folder.</summary>
    public static Predictions Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var classes = document.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!).ToList();
        return new Predictions(
            classes, [.. NpyFile.Read<long>(Path.Combine(folder, "rows.npy")).Select(row => checked((int)row))], NpyFile.Read<float>(Path.Combine(folder, "scores.npy")));
    }

    private static int Greatest(ReadOnlySpan<float> scores)
    {
        var greatest = 0;
        for (var index = 1; index < scores.Length; index++)
        {
            if (scores[index] > scores[greatest]) greatest = index;
        }

        return greatest;
    }
}
