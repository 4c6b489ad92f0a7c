using Microsoft.AspNetCore.Http;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Measures;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Protocol;

/// <summary>Every request of one protocol over HTTP comes here, and every one gets an answer of that protocol.</summary>
/// <param name="find">The route of a path; <see langword="null"/> where there is none.</param>
/// <param name="known">The paths that there are, for who asked for another.</param>
/// <param name="refuse">Writes an error: status, code, message.</param>
internal sealed class Answers(
    ServeSettings settings,
    ServerMetrics metrics,
    TimeProvider time,
    TextWriter errors,
    Func<string, Route?> find,
    IReadOnlyCollection<string> known,
    Action<HttpResponse, int, string, string> refuse)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var (route, code) = ("other", "");
        context.Response.Headers["x-yard-version"] = settings.Version;
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
            await errors.WriteLineAsync($"error {Problem.ModelFailed}: {failure}");
            code = Refuse(context, StatusCodes.Status500InternalServerError, Problem.ModelFailed, $"the model failed: {failure.Message}");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, and with it whoever could be answered.
            return;
        }
        catch (Exception failure)
        {
            await errors.WriteLineAsync($"error {Problem.ServerFailed}: {failure}");
            code = Refuse(context, StatusCodes.Status500InternalServerError, Problem.ServerFailed, "the server failed; its log says why");
        }

        metrics.Answered(route, $"{context.Response.StatusCode}", code, time.GetElapsedTime(started));
        await FinishAsync(context);
    }

    private string Refuse(HttpContext context, int status, string code, string message)
    {
        refuse(context.Response, status, code, message);
        return code;
    }

    private Route Find(HttpContext context, out string name)
    {
        name = "other";
        var path = context.Request.Path.Value ?? "";
        if (find(path) is not { } route)
        {
            throw new RequestRefused(Problem.NotFound, $"{Words.Shorten(path)}: not found; this server has {string.Join(", ", known)}");
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
        await RequestBody.DrainAsync(context, time);
    }
}
