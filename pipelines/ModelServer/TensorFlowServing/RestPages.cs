using System.Text.Json;
using Google.Protobuf;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlowServing;
using Microsoft.AspNetCore.Http;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary>What TensorFlow Serving's REST says of a model, and how it writes predictions and errors.</summary>
internal sealed class RestPages(ServedModel model, IReadOnlyList<string> classes)
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithPreserveProtoFieldNames(true));

    public void WriteStatus(Utf8JsonWriter json) => ModelStatus.Write(json, $"{model.Version}");

    public void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("model_spec");
        json.WriteString("name", model.Name);
        json.WriteString("signature_name", "");
        json.WriteString("version", $"{model.Version}");
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        json.WritePropertyName(ServedModel.SignatureField);
        json.WriteRawValue(Formatter.Format(new SignatureDefMap { SignatureDef = { [ServedModel.Signature] = model.SignatureDef } }));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>{"predictions": [{"label": …, "scores": [number]}]}</c></summary>
    public void WriteRows(Utf8JsonWriter json, Predictions predictions)
    {
        json.WriteStartObject();
        json.WriteStartArray("predictions");
        for (var instance = 0; instance < predictions.Count; instance++)
        {
            json.WriteStartObject();
            json.WriteString(OnnxModel.Label, classes[predictions.Label(instance)]);
            json.WritePropertyName(OnnxModel.Scores);
            WriteScores(json, predictions.Scores(instance));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary><c>{"outputs": {"label": […], "scores": [[number]]}}</c></summary>
    public void WriteColumns(Utf8JsonWriter json, Predictions predictions)
    {
        json.WriteStartObject();
        json.WriteStartObject("outputs");
        json.WriteStartArray(OnnxModel.Label);
        for (var instance = 0; instance < predictions.Count; instance++) json.WriteStringValue(classes[predictions.Label(instance)]);
        json.WriteEndArray();
        json.WriteStartArray(OnnxModel.Scores);
        for (var instance = 0; instance < predictions.Count; instance++) WriteScores(json, predictions.Scores(instance));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>{"error": "YARD6006: …"}</c></summary>
    public static void WriteError(HttpResponse response, int status, string code, string message) => JsonAnswer.Write(response, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("error", $"{code}: {message}");
        json.WriteEndObject();
    });

    private static void WriteScores(Utf8JsonWriter json, ReadOnlySpan<float> scores)
    {
        json.WriteStartArray();
        foreach (var score in scores) json.WriteNumberValue(score);
        json.WriteEndArray();
    }
}
