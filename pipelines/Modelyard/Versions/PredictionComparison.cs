using System.Text.Json.Nodes;

namespace Modelyard.Versions;

/// <summary>Whether two predictions are the same answer, within what different arithmetic may change.</summary>
public static class PredictionComparison
{
    /// <summary>The greatest difference of one score.</summary>
    public const double ScoreTolerance = 1e-5;

    /// <summary>Labels may differ where the two best expected scores are no further apart than this.</summary>
    public const double TieTolerance = 2e-5;

    /// <summary>What differs, in words, or <see langword="null"/> when the answers are equal.</summary>
    public static string? Difference(JsonNode? expected, JsonNode? actual)
    {
        if (expected?["scores"] is not JsonObject wanted || actual?["scores"] is not JsonObject given) return "no scores were answered";
        if (wanted.Count != given.Count) return $"{given.Count} scores were answered, expected {wanted.Count}";
        foreach (var (name, score) in wanted)
        {
            if (given[name] is not JsonValue answer) return $"no score for '{name}'";
            var distance = Math.Abs(score!.GetValue<double>() - answer.GetValue<double>());
            if (!(distance <= ScoreTolerance)) return $"the score of '{name}' is {answer}, expected {score} ± {ScoreTolerance}";
        }

        var (expectedLabel, actualLabel) = (expected["label"]?.GetValue<string>(), actual["label"]?.GetValue<string>());
        return expectedLabel == actualLabel || IsTie(wanted) ? null : $"the label is '{actualLabel}', expected '{expectedLabel}'";
    }

    private static bool IsTie(JsonObject scores)
    {
        var best = scores.Select(score => score.Value!.GetValue<double>()).OrderDescending().Take(2).ToList();
        return best.Count == 2 && best[0] - best[1] <= TieTolerance;
    }
}
