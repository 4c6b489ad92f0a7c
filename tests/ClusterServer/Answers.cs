using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Modelyard.TestClusters;

/// <summary>Answers in the form of the API.</summary>
public static class Answers
{
    /// <summary>A Status that tells a failure.</summary>
    public static JsonObject Status(int code, string reason, string message, JsonObject? details = null) => new()
    {
        ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure",
        ["message"] = message, ["reason"] = reason, ["details"] = details, ["code"] = code,
    };

    internal static Task FailAsync(HttpContext context, int code, string reason, string message, JsonObject? details = null) =>
        WriteAsync(context, code, Status(code, reason, message, details));

    internal static async Task WriteAsync(HttpContext context, int code, JsonNode body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), CancellationToken.None);
    }
}
