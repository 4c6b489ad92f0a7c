using System.Text.Encodings.Web;
using System.Text.Json;
using Modelyard.ModelServer.Inference;

namespace Modelyard.ModelServer.Protocol;

/// <summary>
/// <c>{"predictions": [{"label": …, "scores": {class: number}}]}</c>; a score is the shortest number that reads back as the same float32.
/// </summary>
internal sealed class PredictionWriter(IReadOnlyList<string> classes)
{
    private readonly JsonEncodedText[] _classes =
        [.. classes.Select(name => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    public void Write(Utf8JsonWriter json, Predictions predictions)
    {
        json.WriteStartObject();
        json.WriteStartArray("predictions"u8);
        for (var instance = 0; instance < predictions.Count; instance++)
        {
            json.WriteStartObject();
            json.WriteString("label"u8, _classes[predictions.Label(instance)]);
            json.WriteStartObject("scores"u8);
            var scores = predictions.Scores(instance);
            for (var number = 0; number < scores.Length; number++)
            {
                json.WriteNumber(_classes[number], scores[number]);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
