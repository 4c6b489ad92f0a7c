using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Instances;
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

    public Answers(ServeSettings settings, Chain chain, IModel model, ServerMetrics metrics, TimeProvider time, TextWriter errors)
    {
        (_settings, _metrics, _time, _errors) = (settings, metrics, time, errors);
        _predict = new PredictEndpoint(settings, chain, model, metrics, time);
        var pages = new ModelPages(settings, chain);
        var address = $"/v1/models/{settings.Model}";
        _routes = new(StringComparer.Ordinal)
        {
            [$"{address}:predict"] = new("predict", ["POST"], _predict.AnswerAsync),
            [address] = Page("status", pages.WriteStatus),
            [$"{address}/metadata"] = Page("metadata", pages.WriteMetadata),
            ["/healthz"] = Page("healthz", pages.WriteHealth),
            ["/metrics"] = new("metrics", ["GET", "HEAD"], metrics.AnswerAsync),
        };
    }

    /// <summary>Makes the first answer fast. That a model fails on a blank instance is said, but need not be its fault.</summary>
    public void Rehearse()
    {
        try
        {
            _predict.Rehearse();
        }
        catch (ModelFailure failure)
        {
            _errors.WriteLine($"warning {Problem.ModelFailed}: the model cannot predict a blank instance: {failure.Message}");
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var started = _time.GetTimestamp();
        var (route, code) = ("other", "");
        context.Response.Headers["x-yard-version"] = _settings.Version;
        try
        {
            await Find(context, out route).Answer(context);
        }
        catch (RequestRefused refused)
        {
            code = Refuse(context, refused.Status, refused.Code, refused.Message);
        }
        catch (BadHttpRequestException broken)
        {
            code = Refuse(context, StatusCodes.Status400BadRequest, Problem.NotJson, $"body: cannot be read to its end: {broken.Message}");
        }
        catch (ModelFailure failure)
        {
            await _errors.WriteLineAsync($"error {Problem.ModelFailed}: {failure}");
            code = Refuse(context, StatusCodes.Status500InternalServerError, Problem.ModelFailed, $"the model failed: {failure.Message}");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, and with it whoever could be answered.
            return;
        }
        catch (Exception failure)
        {
            await _errors.WriteLineAsync($"error {Problem.ServerFailed}: {failure}");
            code = Refuse(context, StatusCodes.Status500InternalServerError, Problem.ServerFailed, "the server failed; its log says why");
        }

        _metrics.Answered(route, context.Response.StatusCode, code, _time.GetElapsedTime(started));
        await FinishAsync(context);
    }

    public void Dispose() => _predict.Dispose();

    private static Route Page(string name, Action<Utf8JsonWriter> write) => new(name, ["GET", "HEAD"], context =>
    {
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, write);
        return Task.CompletedTask;
    });

    private static string Refuse(HttpContext context, int status, string code, string message)
    {
        JsonAnswer.WriteError(context.Response, status, code, message);
        return code;
    }

    private Route Find(HttpContext context, out string name)
    {
        name = "other";
        var path = context.Request.Path.Value ?? "";
        if (!_routes.TryGetValue(path, out var route))
        {
            var known = string.Join(", ", _routes.Keys);
            throw new RequestRefused(Problem.NotFound, $"{Words.Shorten(path)}: not found; this server has {known}");
        }

        name = route.Name;
        var method = context.Request.Method;
        if (route.Methods.Contains(method))
        {
            return route;
        }

        context.Response.Headers.Allow = string.Join(", ", route.Methods);
        var expected = string.Join(" or ", route.Methods);
        throw new RequestRefused(Problem.WrongMethod, $"{path}: expected {expected}, found {Words.Shorten(method)}");
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
internal sealed record Route(string Name, IReadOnlyList<string> Methods, RequestDelegate Answer);
