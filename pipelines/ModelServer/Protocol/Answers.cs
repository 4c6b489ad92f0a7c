using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Measures;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Protocol;

/// <summary>Every request comes here, and every one gets an answer of the protocol.</summary>
internal sealed class Answers : IDisposable
{
    private readonly ServeSettings _settings;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly TextWriter _errors;
    private readonly PredictEndpoint _predict;
    private readonly Dictionary<string, Route> _routes;

    public Answers(ServeSettings settings, Chain chain, OnnxModel model, ServerMetrics metrics, TimeProvider time, TextWriter errors)
    {
        (_settings, _metrics, _time, _errors) = (settings, metrics, time, errors);
        _predict = new PredictEndpoint(settings, chain, model, time);
        var pages = new ModelPages(settings, chain);
        var address = $"/v1/models/{settings.Model}";
        _routes = new(StringComparer.Ordinal)
        {
            [$"{address}:predict"] = new("predict", "POST", _predict.AnswerAsync),
            [address] = Page("status", pages.WriteStatus),
            [$"{address}/metadata"] = Page("metadata", pages.WriteMetadata),
            ["/healthz"] = Page("healthz", ModelPages.WriteHealth),
            ["/metrics"] = new("metrics", "GET", metrics.AnswerAsync),
        };
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var started = _time.GetTimestamp();
        var (route, code) = ("none", "");
        context.Response.Headers["x-yard-version"] = _settings.Version;
        try
        {
            await Route(context, out route).Answer(context);
        }
        catch (RequestRefused refused)
        {
            code = Refuse(context, refused.Status, refused.Code, refused.Message);
        }
        catch (BadHttpRequestException broken)
        {
            code = Refuse(context, StatusCodes.Status400BadRequest, Problem.NotJson, $"the body could not be read: {broken.Message}");
        }
        catch (ModelFailure failure)
        {
            await _errors.WriteLineAsync($"error {Problem.ModelFailed}: {failure}");
            code = Refuse(context, StatusCodes.Status500InternalServerError, Problem.ModelFailed, failure.Message);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, and with it whoever could be answered.
            return;
        }
        catch (Exception failure)
        {
            await _errors.WriteLineAsync($"error {Problem.ServerFailed}: {failure}");
            code = Refuse(context, StatusCodes.Status500InternalServerError, Problem.ServerFailed, "the server failed; its log has the cause");
        }

        _metrics.Count(route, context.Response.StatusCode, code, _time.GetElapsedTime(started));
        await FinishAsync(context);
    }

    public void Dispose() => _predict.Dispose();

    private static Route Page(string name, Action<Utf8JsonWriter> write) => new(name, "GET", context =>
    {
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, write);
        return Task.CompletedTask;
    });

    private static string Refuse(HttpContext context, int status, string code, string message)
    {
        JsonAnswer.WriteError(context.Response, status, code, message);
        return code;
    }

    private Route Route(HttpContext context, out string name)
    {
        name = "none";
        if (!_routes.TryGetValue(context.Request.Path.Value ?? "", out var route))
        {
            throw new RequestRefused(Problem.NotFound, $"nothing is at this path; this server has {string.Join(", ", _routes.Keys)}");
        }

        name = route.Name;
        var method = context.Request.Method;
        if (method == route.Method || (method == "HEAD" && route.Method == "GET"))
        {
            return route;
        }

        context.Response.Headers.Allow = route.Method == "GET" ? "GET, HEAD" : route.Method;
        throw new RequestRefused(Problem.WrongMethod, $"{context.Request.Path} takes {route.Method}, not {method}");
    }

    private async Task FinishAsync(HttpContext context)
    {
        if (!RequestBody.IsUnread(context))
        {
            await context.Response.CompleteAsync();
            return;
        }

        context.Response.Headers.Connection = "close";
        await context.Response.CompleteAsync();
        await RequestBody.DrainAsync(context, _time);
    }
}

/// <summary>An address of the server.</summary>
/// <param name="Name">What metrics call it.</param>
internal sealed record Route(string Name, string Method, RequestDelegate Answer);
