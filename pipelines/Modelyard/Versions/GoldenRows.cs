using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Specs;
using Modelyard.Versions.Answers;

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
            if (!numbers.All(number => number is >= 0 and <= int.MaxValue)) throw new FormatException("rows.npy holds a number that is no row");
            var predictionAt = AnswerKinds.OfArtifact(predictions).Read(predictions, numbers.Length);
            var source = new RowsArtifact(rows);

            var places = Enumerable.Range(0, Math.Min(Count, numbers.Length)).Select(i => (int)((long)i * numbers.Length / Math.Min(Count, numbers.Length))).ToList();
            return new GoldenRows(
                [.. places.Select(place => source.Instance((int)numbers[place], signature.Instance))],
                [.. places.Select(predictionAt)]);
        }
        catch (Exception unreadable) when (unreadable is FormatException or IOException or JsonException or IndexOutOfRangeException)
        {
            throw VersionCodes.BadArtifact.Failure($"rows or predictions cannot be read: {unreadable.Message}");
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

    /// <summary>The bytes of <c>golden.json</c>.</summary>
    internal static byte[] Bytes(string folder) => File.ReadAllBytes(Path.Combine(folder, FileName));

    /// <summary>Writes those bytes into a folder.</summary>
    internal static async Task WriteAsync(Stream bytes, string folder, CancellationToken cancellation)
    {
        await using var file = File.Create(Path.Combine(folder, FileName));
        await bytes.CopyToAsync(file, cancellation);
    }
}
