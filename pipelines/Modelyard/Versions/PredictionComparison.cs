using System.Text.Json.Nodes;

namespace Modelyard.Versions;

/// <summary>Whether two predictions are the same answer, within what different arithmetic may change.</summary>
public static class PredictionComparison
{
    /// <summary>The greatest difference of one score.</summary>
    public const double ScoreTolerance = 1e-5;

    /// <summary>Another label will do where its expected score is no further than this from the best one.</summary>
    public const double TieTolerance = 2e-5;

    /// <summary>What differs, in words, or <see langword="null"/> when the answers are equal.</summary>
    public static string? Difference(JsonNode? expected, JsonNode? actual)
    {
        if (expected?["scores"] is not JsonObject wanted || actual?["scores"] is not JsonObject given) return "no scores were answered";
        if (wanted.Count != given.Count) return $"{given.Count} scores were answered, expected {wanted.Count}";
        foreach (var (name, score) in wanted)
        {
            if (given[name] is not JsonValue answer || !answer.TryGetValue<double>(out var value)) return $"no score for '{name}'";
            var distance = Math.Abs(score!.GetValue<double>() - value);
            if (!(distance <= ScoreTolerance)) return $"the score of '{name}' is {answer}, expected {score} ± {ScoreTolerance}";
        }

        var (expectedLabel, actualLabel) = (expected["label"]?.GetValue<string>(), actual["label"]?.GetValue<string>());
        return expectedLabel == actualLabel || IsAmongBest(actualLabel, wanted) ? null : $"the label is '{actualLabel}', expected '{expectedLabel}'";
    }

    private static bool IsAmongBest(string? label, JsonObject scores) =>
        label is not null
        && scores[label] is JsonValue score
        && scores.Max(other => other.Value!.GetValue<double>()) - score.GetValue<double>() <= TieTolerance;
}
