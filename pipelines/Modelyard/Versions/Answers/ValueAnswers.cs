using System.Globalization;
using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Versions.Answers;

/// <summary>Regression: <c>{"value": 1.5}</c>.</summary>
internal sealed class ValueAnswers : AnswerKind
{
    /// <summary>The greatest difference, of the expected value where that is beyond 1, else absolute.</summary>
    private const double Tolerance = 1e-5;

    /// <inheritdoc/>
    public override string Name => "values";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Fields { get; } = new Dictionary<string, string> { ["value"] = "number" };

    /// <inheritdoc/>
    public override JsonObject Describe(string predictions) => new() { ["answers"] = Name };

    /// <inheritdoc/>
    public override Func<int, JsonObject> Read(string predictions, int count)
    {
        var values = NpyArray.Open(Path.Combine(predictions, "values.npy")).ReadAll<double>();
        Require(values.Length == count && values.All(double.IsFinite), $"values.npy does not hold {count} finite numbers");
        return place => new JsonObject { ["value"] = values[place] };
    }

    /// <inheritdoc/>
    public override string? Difference(JsonObject expected, JsonNode? actual)
    {
        if (!IsNumber(actual, out var given)) return "no value was answered";
        var wanted = expected["value"]!.GetValue<double>();
        return Math.Abs(wanted - given) <= Tolerance * Math.Max(1, Math.Abs(wanted)) ? null : $"the value is {Text(given)}, expected {Text(wanted)} ± {Text(Tolerance)} of it";
    }

    /// <inheritdoc/>
    public override string Word(JsonObject prediction) => IsNumber(prediction, out var value) ? value.ToString("0.####", CultureInfo.InvariantCulture) : prediction.ToJsonString();

    /// <inheritdoc/>
    public override string Line(JsonObject prediction) => IsNumber(prediction, out var value) ? Text(value) : prediction.ToJsonString();

    private static bool IsNumber(JsonNode? prediction, out double value)
    {
        value = double.NaN;
        return prediction is JsonObject fields && fields["value"] is JsonValue number && number.TryGetValue(out value);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
