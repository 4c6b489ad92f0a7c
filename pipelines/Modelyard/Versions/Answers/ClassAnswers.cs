using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Versions.Answers;

/// <summary>Classification: <c>{"label": "hat", "scores": {"bag": 0.2, "hat": 0.8}}</c>.</summary>
internal sealed class ClassAnswers : AnswerKind
{
    /// <summary>The greatest difference of one score.</summary>
    private const double ScoreTolerance = 1e-5;

    /// <summary>Another label will do where its expected score is no further than this from the best one.</summary>
    private const double TieTolerance = 2e-5;

    /// <inheritdoc/>
    public override string Name => "classes";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Fields { get; } = new Dictionary<string, string> { ["label"] = "string", ["scores"] = "a map of number" };

    /// <inheritdoc/>
    public override JsonObject Describe(string predictions) =>
        new() { ["classes"] = new JsonArray([.. ClassesOf(predictions).Select(name => (JsonNode)name)]) };

    /// <inheritdoc/>
    public override Func<int, JsonObject> Read(string predictions, int count)
    {
        var classes = ClassesOf(predictions);
        var scores = NpyArray.Open(Path.Combine(predictions, "scores.npy"));
        var codes = NpyArray.Open(Path.Combine(predictions, "codes.npy")).ReadAll<int>();
        Require(scores.Shape.SequenceEqual([count, classes.Count]), $"scores.npy has the shape [{string.Join(", ", scores.Shape)}], expected [{count}, {classes.Count}]");
        Require(codes.Length == count && codes.All(code => code >= 0 && code < classes.Count), $"codes.npy does not hold {count} of the {classes.Count} classes");
        return place => Prediction(classes, codes[place], scores.ReadRow<float>(place));
    }

    /// <inheritdoc/>
    public override string? Difference(JsonObject expected, JsonNode? actual)
    {
        if (expected["scores"] is not JsonObject wanted || actual?["scores"] is not JsonObject given) return "no scores were answered";
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

    /// <inheritdoc/>
    public override string Word(JsonObject prediction) => prediction["label"]?.ToString() ?? prediction.ToJsonString();

    /// <summary>The label and its best scores, which are what a person looks for.</summary>
    public override string Line(JsonObject prediction) =>
        prediction["scores"] is JsonObject scores
            ? $"{prediction["label"]}  ({string.Join(", ", scores.OrderByDescending(score => score.Value!.GetValue<double>()).Take(3).Select(score => $"{score.Key} {score.Value!.GetValue<double>():0.000}"))})"
            : prediction.ToJsonString();

    private static IReadOnlyList<string> ClassesOf(string predictions) =>
        PredictionsDocument.Read(predictions).Classes ?? throw VersionCodes.BadArtifact.Failure("predictions.json cannot be read: expected the list classes");

    private static JsonObject Prediction(IReadOnlyList<string> classes, int code, float[] scores) => new()
    {
        ["label"] = classes[code],
        ["scores"] = new JsonObject(classes.Select((name, number) => KeyValuePair.Create<string, JsonNode?>(name, scores[number]))),
    };

    private static bool IsAmongBest(string? label, JsonObject scores) =>
        label is not null
        && scores[label] is JsonValue score
        && scores.Max(other => other.Value!.GetValue<double>()) - score.GetValue<double>() <= TieTolerance;
}
