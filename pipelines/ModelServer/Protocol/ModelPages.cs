using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Protocol;

/// <summary>What the server says of its model.</summary>
internal sealed class ModelPages(ServeSettings settings, Chain chain)
{
    /// <summary>In the form of TensorFlow Serving's model status.</summary>
    public void WriteStatus(Utf8JsonWriter json) => ModelStatus.Write(json, settings.Version);

    public void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", settings.Model);
        json.WriteString("version", settings.Version);
        json.WriteString("identity", settings.Identity);
        json.WritePropertyName("signature");
        chain.Signature.WriteTo(json);
        json.WriteStartArray("classes");
        foreach (var name in chain.Classes)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteHealth(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("status", "ok");
        json.WriteString("model", settings.Model);
        json.WriteString("version", settings.Version);
        json.WriteEndObject();
    }
}
