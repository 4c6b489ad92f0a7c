using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Diagnostics;

namespace Modelyard.Versions.Answers;

/// <summary>Every kind of prediction there is.</summary>
public static class AnswerKinds
{
    /// <summary>The kind where nothing says otherwise.</summary>
    public static AnswerKind Classes { get; } = new ClassAnswers();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AnswerKind> All { get; } = [Classes, new ValueAnswers(), new NeighbourAnswers()];

    /// <summary>The kind of this name.</summary>
    public static AnswerKind Named(string name) => All.First(kind => kind.Name == name);

    /// <summary>The kind of a prediction, by its fields.</summary>
    public static AnswerKind? Of(JsonNode? prediction) =>
        prediction is JsonObject fields ? All.FirstOrDefault(kind => kind.Fields.Keys.Any(fields.ContainsKey)) : null;

    /// <summary>The kind of a step's predictions.</summary>
    /// <param name="predictions">Folder of the predictions.</param>
    /// <exception cref="YardException">YARD4004.</exception>
    public static AnswerKind OfArtifact(string predictions)
    {
        var name = PredictionsDocument.Read(predictions).Kind ?? Classes.Name;
        return All.FirstOrDefault(kind => kind.Name == name)
            ?? throw VersionCodes.BadArtifact.Failure($"predictions.json cannot be read: its kind is '{name}', expected one of {string.Join(", ", All.Select(kind => kind.Name))}");
    }

    /// <summary>A prediction in a word: its label, its value; JSON where it is of no kind.</summary>
    public static string Word(JsonNode? prediction) => InWords(prediction, (kind, fields) => kind.Word(fields));

    /// <summary>A prediction in a line; JSON where it is of no kind.</summary>
    public static string Line(JsonNode? prediction) => InWords(prediction, (kind, fields) => kind.Line(fields));

    private static string InWords(JsonNode? prediction, Func<AnswerKind, JsonObject, string> words)
    {
        try
        {
            if (Of(prediction) is { } kind) return words(kind, prediction!.AsObject());
        }
        catch (Exception strange) when (strange is InvalidOperationException or FormatException or NullReferenceException)
        {
            // Whatever answered is not held to the protocol; then the answer itself is the best word for it.
        }

        return prediction?.ToJsonString() ?? "null";
    }
}

/// <summary>What every kind has in its <c>predictions.json</c>.</summary>
internal sealed record PredictionsDocument(string? Kind, IReadOnlyList<string>? Classes)
{
    /// <exception cref="YardException">YARD4004.</exception>
    public static PredictionsDocument Read(string predictions)
    {
        try
        {
            return JsonSerializer.Deserialize<PredictionsDocument>(File.ReadAllBytes(Path.Combine(predictions, "predictions.json")), JsonSerializerOptions.Web)
                ?? throw new JsonException("expected an object");
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            throw VersionCodes.BadArtifact.Failure($"predictions.json cannot be read: {unreadable.Message}");
        }
    }
}
