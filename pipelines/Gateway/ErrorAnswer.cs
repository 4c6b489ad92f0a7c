using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Modelyard.Diagnostics;
using Modelyard.Serving;

namespace Modelyard.Gateway;

/// <summary>Errors as the servers' protocol writes them: <c>{"error": {"code": …, "message": …}}</c>.</summary>
internal static class ErrorAnswer
{
    private const int QuotedChars = 100;

    /// <summary>Replaces whatever was about to be answered; headers of ours that are set already stay.</summary>
    public static Task WriteAsync(HttpContext context, int status, DiagnosticCode code, string message)
    {
        if (context.Response.HasStarted) return Task.CompletedTask;
        var ours = context.Response.Headers.Where(header => YardHeaders.IsOurs(header.Key)).ToList();
        context.Response.Clear();
        foreach (var (name, value) in ours) context.Response.Headers[name] = value;
        context.Response.StatusCode = status;
        return JsonAsync(context, new JsonObject { ["error"] = new JsonObject { ["code"] = code.Id, ["message"] = message } });
    }

    public static Task NotFound(HttpContext context, string message) =>
        WriteAsync(context, StatusCodes.Status404NotFound, ProtocolCodes.NotFound, message);

    public static async Task WrongMethod(HttpContext context, string allowed)
    {
        // Set as late as possible, since writing clears what is not ours.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Allow = allowed;
            return Task.CompletedTask;
        });
        var message = $"{Quote(context.Request.Method)} is not taken here, {allowed} is";
        await WriteAsync(context, StatusCodes.Status405MethodNotAllowed, ProtocolCodes.WrongMethod, message);
    }

    public static Task JsonAsync(HttpContext context, JsonObject document)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document.ToJsonString());
    }

    /// <summary>A client's text, short enough for a message.</summary>
    public static string Quote(string text) => text.Length <= QuotedChars ? $"'{text}'" : $"'{text[..QuotedChars]}…'";
}
