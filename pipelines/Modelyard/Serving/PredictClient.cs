using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.Serving;

/// <summary>Asks one server, or the gateway, for predictions.</summary>
/// <param name="client">Its base address is the server's; its timeout holds for one request.</param>
public sealed class PredictClient(HttpClient client)
{
    /// <summary>Posts instances and returns one prediction for each, in order.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="instances">Raw instances as the model's signature has them; at least one.</param>
    /// <param name="subject">Who is asked for, so that the gateway keeps to one arm; any arm by default.</param>
    /// <param name="version">An arm, a version or an identity that must answer; the gateway chooses by default.</param>
    /// <param name="cancel">Gives the request up.</param>
    /// <exception cref="PredictException">The server refused, nobody answered, or what came back is no answer.</exception>
    public async Task<PredictAnswer> PredictAsync(
        string model, JsonArray instances, string? subject = null, string? version = null, CancellationToken cancel = default)
    {
        var body = new JsonObject { ["instances"] = instances.DeepClone() }.ToJsonString();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/models/{Uri.EscapeDataString(model)}:predict")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (subject is not null) request.Headers.TryAddWithoutValidation(YardHeaders.Subject, subject);
        if (version is not null) request.Headers.TryAddWithoutValidation(YardHeaders.Version, version);
        using var response = await SendAsync(request, cancel);
        var text = await ReadAsync(response, cancel);
        var answer = Parse(response, text);
        if (!response.IsSuccessStatusCode) throw Refused(response, answer);
        return (answer as JsonObject)?["predictions"] is JsonArray predictions && predictions.Count == instances.Count
            ? new PredictAnswer(
                predictions, Header(YardHeaders.Version), Header(YardHeaders.Arm), Header(YardHeaders.Prediction), Header(YardHeaders.Fallback))
            : throw NotUnderstood(response, text, $"{{\"predictions\": […]}} with {instances.Count} of them");

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new PredictException(null, ServingCodes.Unreachable.Id, $"{client.BaseAddress}: {e.Message}", e);
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            return await response.Content.ReadAsStringAsync(cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PredictException(response.StatusCode, ServingCodes.AnswerNotUnderstood.Id, $"the answer broke off: {e.Message}", e);
        }
    }

    private static JsonNode? Parse(HttpResponseMessage response, string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw NotUnderstood(response, text, "JSON");
        }
    }

    private static PredictException Refused(HttpResponseMessage response, JsonNode? answer)
    {
        var error = (answer as JsonObject)?["error"] as JsonObject;
        return error?["code"] is JsonValue code && error["message"] is JsonValue message
            ? new PredictException(response.StatusCode, code.ToString(), message.ToString())
            : NotUnderstood(response, answer?.ToJsonString() ?? "null", "{\"error\": {\"code\": …, \"message\": …}}");
    }

    private static PredictException NotUnderstood(HttpResponseMessage response, string found, string expected) => new(
        response.StatusCode,
        ServingCodes.AnswerNotUnderstood.Id,
        $"status {(int)response.StatusCode}: expected {expected}, found {(found.Length > 200 ? found[..200] + "…" : found)}");
}

/// <summary>What came back for a request.</summary>
/// <param name="Predictions">One for each instance, in order.</param>
/// <param name="Version">The name of the version that answered.</param>
/// <param name="Arm">The arm that answered; <see langword="null"/> from a server without a gateway.</param>
/// <param name="Prediction">The prediction's id, which <c>yard trace</c> takes; likewise.</param>
/// <param name="Fallback">The arm that should have answered, where another stood in.</param>
public sealed record PredictAnswer(JsonArray Predictions, string? Version, string? Arm, string? Prediction, string? Fallback);

/// <summary>No predictions came back.</summary>
/// <param name="status">The HTTP status; <see langword="null"/> when nobody answered.</param>
/// <param name="code">YARD6001 to YARD6011 from a server, YARD51xx from the gateway, else one of <see cref="ServingCodes"/>.</param>
public sealed class PredictException(HttpStatusCode? status, string code, string message, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The HTTP status; <see langword="null"/> when nobody answered.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The diagnostic's id.</summary>
    public string Code { get; } = code;
}
