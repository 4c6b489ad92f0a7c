using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>
/// Raw rows of the evaluation part with what the pipeline itself predicted for them. They are replayed wherever the version goes,
/// so that training and serving cannot drift apart unseen.
/// </summary>
public sealed record GoldenRows(IReadOnlyList<JsonObject> Instances, IReadOnlyList<JsonObject> Predictions)
{
    /// <summary>How many rows are kept, where the evaluation part has as many.</summary>
    public const int Count = 64;

    private const string FileName = "golden.json";

    /// <summary>Takes evenly spaced rows of the evaluation part.</summary>
    /// <param name="rows">Folder of the rows that enter the serving chain.</param>
    /// <param name="predictions">Folder of the estimator's predictions on the evaluation part.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD4004, YARD4006.</exception>
    public static GoldenRows Take(string rows, string predictions, SignatureSpec signature)
    {
        try
        {
            var numbers = NpyArray.Open(Path.Combine(predictions, "rows.npy")).ReadAll<long>();
            if (numbers.Length == 0) throw VersionCodes.NoEvaluation.Failure("the estimator predicted no rows; expected the rows whose part is `test`");
            var classes = ClassesOf(predictions);
            var scores = NpyArray.Open(Path.Combine(predictions, "scores.npy"));
            var codes = NpyArray.Open(Path.Combine(predictions, "codes.npy")).ReadAll<int>();
            Require(scores.Shape.SequenceEqual([numbers.Length, classes.Count]), $"scores.npy has the shape [{string.Join(", ", scores.Shape)}], expected [{numbers.Length}, {classes.Count}]");
            Require(codes.Length == numbers.Length && codes.All(code => code >= 0 && code < classes.Count), $"codes.npy does not hold {numbers.Length} of the {classes.Count} classes");
            Require(numbers.All(number => number is >= 0 and <= int.MaxValue), "rows.npy holds a number that is no row");
            var source = new RowsArtifact(rows);

            var places = Enumerable.Range(0, Math.Min(Count, numbers.Length)).Select(i => (int)((long)i * numbers.Length / Math.Min(Count, numbers.Length))).ToList();
            return new GoldenRows(
                [.. places.Select(place => source.Instance((int)numbers[place], signature.Instance))],
                [.. places.Select(place => Prediction(classes, codes[place], scores.ReadRow<float>(place)))]);
        }
        catch (Exception unreadable) when (unreadable is FormatException or IOException or JsonException or IndexOutOfRangeException)
        {
            throw VersionCodes.BadArtifact.Failure($"rows or predictions cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>The classes of predictions, in the order of their scores.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD4004.</exception>
    public static IReadOnlyList<string> ClassesOf(string predictions)
    {
        try
        {
            var document = JsonSerializer.Deserialize<PredictionsDocument>(File.ReadAllBytes(Path.Combine(predictions, "predictions.json")), JsonSerializerOptions.Web);
            return document?.Classes ?? throw new JsonException("expected the list classes");
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            throw VersionCodes.BadArtifact.Failure($"predictions.json cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>Writes <c>golden.json</c> into a folder.</summary>
    public void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, FileName), CanonicalJson.Bytes(new JsonObject
    {
        ["instances"] = new JsonArray([.. Instances.Select(instance => instance.DeepClone())]),
        ["predictions"] = new JsonArray([.. Predictions.Select(prediction => prediction.DeepClone())]),
    }));

    /// <summary>Reads <c>golden.json</c>.</summary>
    public static GoldenRows Read(string folder)
    {
        var document = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)))!;
        return new GoldenRows(
            [.. document["instances"]!.AsArray().Select(instance => instance!.AsObject())],
            [.. document["predictions"]!.AsArray().Select(prediction => prediction!.AsObject())]);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new FormatException(otherwise);
    }

    private static JsonObject Prediction(IReadOnlyList<string> classes, int code, float[] scores) => new()
    {
        ["label"] = classes[code],
        ["scores"] = new JsonObject(classes.Select((name, number) => KeyValuePair.Create<string, JsonNode?>(name, scores[number]))),
    };
}

/// <summary>What is read of <c>predictions.json</c>.</summary>
internal sealed record PredictionsDocument(IReadOnlyList<string>? Classes);
