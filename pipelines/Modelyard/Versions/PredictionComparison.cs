using System.Text.Json.Nodes;
using Modelyard.Versions.Answers;

namespace Modelyard.Versions;

/// <summary>Whether two predictions are the same answer, within what different arithmetic may change.</summary>
public static class PredictionComparison
{
    /// <summary>What differs, in words, or <see langword="null"/> when the answers are equal.</summary>
    /// <param name="expected">A golden prediction: it says of which kind the answer must be.</param>
    public static string? Difference(JsonNode? expected, JsonNode? actual) =>
        AnswerKinds.Of(expected) is { } kind ? kind.Difference(expected!.AsObject(), actual) : "nothing was expected";
}
