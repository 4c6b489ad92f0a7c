using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Pages;

/// <summary>What the gateway tells of itself: what is live, whether it is well, what it counted.</summary>
internal sealed class CataloguePages(RoutingTableHolder routes, IServerDirectory servers, GatewayMetrics metrics)
{
    /// <summary><c>GET /</c>, for people.</summary>
    public Task FrontAsync(HttpContext context)
    {
        var page = new StringBuilder("Modelyard gateway\n\n");
        foreach (var route in routes.Current.Routes)
        {
            page.Append($"{route.Model}\n");
            foreach (var arm in route.Arms)
            {
                page.Append($"  {arm.Name}  {arm.Weight:0.##} %  {arm.Version}  {(IsReady(route, arm) ? "ready" : "not ready")}\n");
            }

            page.Append($"  curl http://{context.Request.Host}/v1/models/{route.Model}:predict");
            page.Append($" -H 'content-type: application/json' -d @models/{route.Model}/samples.json\n\n");
        }

        if (routes.Current.Routes.Count == 0) page.Append("No model is released yet.\n\n");
        page.Append("See also /v1/models, /healthz, /metrics, /metrics/all.\n");
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(page.ToString());
    }

    /// <summary><c>GET /v1/models</c>.</summary>
    public Task ModelsAsync(HttpContext context)
    {
        var models = routes.Current.Routes.Select(route => (JsonNode)new JsonObject
        {
            ["model"] = route.Model,
            ["arms"] = new JsonArray([.. route.Arms.Select(arm => (JsonNode)new JsonObject
            {
                ["arm"] = arm.Name,
                ["weight"] = arm.Weight,
                ["version"] = arm.Version,
                ["identity"] = arm.Identity.ToString(),
                ["ready"] = IsReady(route, arm),
            })]),
        });
        return ErrorAnswer.JsonAsync(context, new JsonObject { ["models"] = new JsonArray([.. models]) });
    }

    /// <summary><c>GET /healthz</c>: 200 when something is released and every arm of it is ready.</summary>
    public Task HealthAsync(HttpContext context)
    {
        var table = routes.Current.Routes;
        const int Unavailable = StatusCodes.Status503ServiceUnavailable;
        if (table.Count == 0) return ErrorAnswer.WriteAsync(context, Unavailable, TrafficCodes.NothingReleased, "no model is released");
        var down = table
            .SelectMany(route => route.Arms.Where(arm => !IsReady(route, arm)).Select(arm => $"{route.Model} {arm.Name} ({arm.Version})"))
            .ToList();
        return down.Count == 0
            ? ErrorAnswer.JsonAsync(context, new JsonObject { ["status"] = "ready", ["models"] = table.Count })
            : ErrorAnswer.WriteAsync(context, Unavailable, TrafficCodes.ArmNotReady, $"not ready: {string.Join(", ", down)}");
    }

    /// <summary><c>GET /metrics</c>.</summary>
    public Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return metrics.WriteAsync(context.Response.Body, context.RequestAborted);
    }

    private bool IsReady(ModelRoute route, Arm arm) => servers.PhaseOf(route.Model, arm.Identity) == ServerPhase.Ready;
}
