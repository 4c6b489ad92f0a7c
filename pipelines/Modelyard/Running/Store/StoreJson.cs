using System.Text.Json;
using System.Text.Json.Serialization;

namespace Modelyard.Running.Store;

/// <summary>How the store's own documents are written.</summary>
public static class StoreJson
{
    /// <summary>camelCase names, enums as text, indented, nulls left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
