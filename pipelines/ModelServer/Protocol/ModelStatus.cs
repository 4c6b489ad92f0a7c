using System.Text.Json;

namespace Modelyard.ModelServer.Protocol;

/// <summary>TensorFlow Serving's status of a model that is loaded: one version, which answers.</summary>
internal static class ModelStatus
{
    public static void Write(Utf8JsonWriter json, string version)
    {
        json.WriteStartObject();
        json.WriteStartArray("model_version_status");
        json.WriteStartObject();
        json.WriteString("version", version);
        json.WriteString("state", "AVAILABLE");
        json.WriteStartObject("status");
        json.WriteString("error_code", "OK");
        json.WriteString("error_message", "");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
