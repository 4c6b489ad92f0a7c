using Microsoft.AspNetCore.Http;
using Modelyard.Gateway.Forwarding;
using Modelyard.Gateway.Pages;
using Modelyard.Metrics;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway;

/// <summary>Which address answers what. Nothing that a client sends ends in a 500.</summary>
internal sealed class GatewayDispatch(GatewayOptions options, ArmForwarder arms, CataloguePages pages, AllMetrics metrics, TrafficWindow traffic, TimeProvider time)
{
    private const string ModelsPrefix = "/v1/models/";
    private const string PredictSuffix = ":predict";
    private const string MetadataSuffix = "/metadata";

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        try
        {
            await (path switch
            {
                "/" => Reads(context, () => FrontAsync(context)),
                "/healthz" => Reads(context, () => pages.HealthAsync(context)),
                "/metrics" => Reads(context, () => pages.MetricsAsync(context)),
                "/metrics/all" => Reads(context, () => metrics.AnswerAsync(context)),
                "/v1/models" => Reads(context, () => pages.ModelsAsync(context)),
                _ when path.StartsWith(ModelsPrefix, StringComparison.Ordinal) => ModelAsync(context, path[ModelsPrefix.Length..]),
                _ => OtherAsync(context, path),
            });
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; nobody reads an answer.
        }
        catch (BadHttpRequestException e)
        {
            await ErrorAnswer.WriteAsync(context, e.StatusCode, TrafficCodes.RequestBroken, e.Message);
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Its connection broke while it sent the body.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            options.Log($"{TrafficCodes.GatewayFailed.Id} {context.Response.Headers[YardHeaders.Prediction]}: {e}");
            await ErrorAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, TrafficCodes.GatewayFailed, e.Message);
        }
    }

    private Task ModelAsync(HttpContext context, string rest)
    {
        if (rest.EndsWith(PredictSuffix, StringComparison.Ordinal))
        {
            // Every answer to a prediction has an id, whatever becomes of the request.
            var prediction = PredictionId.New(time);
            context.Response.Headers[YardHeaders.Prediction] = prediction.ToString();
            return context.Request.Method == HttpMethods.Post
                ? arms.PredictAsync(context, rest[..^PredictSuffix.Length], prediction)
                : ErrorAnswer.WrongMethod(context, HttpMethods.Post);
        }

        return Reads(context, () => rest.EndsWith(MetadataSuffix, StringComparison.Ordinal)
            ? arms.DescribeAsync(context, rest[..^MetadataSuffix.Length], MetadataSuffix)
            : arms.DescribeAsync(context, rest, ""));
    }

    private async Task FrontAsync(HttpContext context)
    {
        var forPeople = options.Pages is not null && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        context.Response.Headers.Vary = "Accept";
        if (!forPeople || !await options.Pages!.AnswerAsync(context, traffic)) await pages.FrontAsync(context);
    }

    private async Task OtherAsync(HttpContext context, string path)
    {
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (options.Pages is null || !reads || !await options.Pages.AnswerAsync(context, traffic)) await ErrorAnswer.NotFound(context, $"no address {ErrorAnswer.Quote(path)}");
    }

    private static Task Reads(HttpContext context, Func<Task> answer) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? answer()
            : ErrorAnswer.WrongMethod(context, HttpMethods.Get);
}
