using System.Text;
using Microsoft.AspNetCore.Http;
using Modelyard.Dashboard.Pages;
using Modelyard.Dashboard.Reading;
using Modelyard.Diagnostics;
using Modelyard.Gateway;
using Modelyard.Metrics;

namespace Modelyard.Dashboard;

/// <summary>The dashboard: HTML written here for each request, one style, two small scripts, nothing from elsewhere.</summary>
public sealed class DashboardPages : IGatewayPages
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private readonly OverviewPage _overview;
    private readonly ModelPage _model;
    private readonly VersionPage _version;
    private readonly RunsPage _runs;
    private readonly RunPage _run;
    private readonly StepPage _step;
    private readonly LiveDocument _live;
    private readonly SamplesDocument _samples;

    public DashboardPages(DashboardSources sources)
    {
        var catalogue = new Catalogue(sources);
        _overview = new OverviewPage(sources, catalogue);
        _model = new ModelPage(sources, catalogue);
        _version = new VersionPage(sources, catalogue);
        _runs = new RunsPage(sources);
        _run = new RunPage(sources);
        _step = new StepPage(sources);
        _live = new LiveDocument(catalogue);
        _samples = new SamplesDocument(sources.Repository);
    }

    /// <inheritdoc/>
    public async Task<bool> AnswerAsync(HttpContext context, TrafficWindow traffic)
    {
        var path = context.Request.Path.Value ?? "";
        if (Assets.Has(path))
        {
            Secure(context.Response);
            await Assets.AnswerAsync(context, path);
            return true;
        }

        try
        {
            var page = Find(context, path.Split('/').AsSpan(1), traffic);
            if (page is null) return false;
            await WriteAsync(context, page);
        }
        catch (YardException broken)
        {
            await WriteAsync(context, ProblemPage.Of(context, StatusCodes.Status500InternalServerError, "This cannot be shown", [.. broken.Diagnostics.Select(problem => problem.ToString())]));
        }

        return true;
    }

    private Page? Find(HttpContext context, ReadOnlySpan<string> path, TrafficWindow traffic) => path switch
    {
        [""] => _overview.Write(context, traffic),
        ["live"] => _live.Write(context.Request.Query["models"].ToString(), traffic),
        ["models", var model] => _model.Write(context, model, traffic),
        ["models", var model, "samples.json"] => _samples.Write(context, model),
        ["models", var model, var version] => _version.Write(context, model, version),
        ["runs"] => _runs.Write(context),
        ["runs", var run] => _run.Write(context, run),
        ["runs", var run, var step] => _step.Write(context, run, step),
        ["runs", var run, var step, "log"] => _step.WriteLog(context, run, step),
        _ => null,
    };

    private static async Task WriteAsync(HttpContext context, Page page)
    {
        Secure(context.Response);
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = page.Type;
        context.Response.Headers.CacheControl = "no-store";
        var bytes = Encoding.UTF8.GetBytes(page.Text);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static void Secure(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}

/// <summary>An answer, whole.</summary>
internal sealed record Page(string Text, string Type = Page.Html, int Status = StatusCodes.Status200OK)
{
    public const string Html = "text/html; charset=utf-8";
    public const string Json = "application/json";
    public const string Plain = "text/plain; charset=utf-8";
}
