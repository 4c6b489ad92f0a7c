using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Modelyard.ModelServer.Protocol;

/// <summary>Writes answers as JSON, with their length, into the connection's own buffer.</summary>
internal static class JsonAnswer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Nothing is sent before the next flush, so that a writer that throws leaves the answer open.</summary>
    public static void Write(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        write(json);
        json.Flush();
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.BytesCommitted;
    }

    /// <summary><c>{"error": {"code", "message"}}</c>.</summary>
    public static void WriteError(HttpResponse response, int status, string code, string message) => Write(response, status, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
