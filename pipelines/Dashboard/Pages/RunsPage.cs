using Microsoft.AspNetCore.Http;
using Modelyard.Dashboard.Html;
using Modelyard.Running.Execution;
using Modelyard.Running.History;

namespace Modelyard.Dashboard.Pages;

/// <summary><c>/runs</c>: what ran, newest first.</summary>
internal sealed class RunsPage(DashboardSources sources)
{
    private const int PageLength = 50;
    private const int ListedModels = 4;

    public Page Write(HttpContext context)
    {
        var page = int.TryParse(context.Request.Query["page"], out var wanted) ? Math.Clamp(wanted, 1, 100_000) : 1;
        // One more than is shown tells whether there is another page.
        var runs = RunHistories.NewestFirst(sources.Store.Runs).Skip((page - 1) * PageLength).Take(PageLength + 1).ToList();
        return new Page(Frame.Write(context, "Runs", "runs", html =>
        {
            html.Add($"<div class=\"bar\"><div><h1>Runs</h1><p class=\"facts\">Every run of this store. What was done before is cached, by content.</p></div></div>");
            if (runs.Count == 0) html.Add($"<p class=\"empty\">{(page == 1 ? "None yet: start with ./yard up." : "No more.")}</p>");
            else Table(html, [.. runs.Take(PageLength)]);
            html.Add($"<nav class=\"turn\" aria-label=\"Pages\">");
            if (page > 1) html.Add($"<a rel=\"prev\" href=\"/runs?page={page - 1}\">← Newer</a>");
            if (runs.Count > PageLength) html.Add($"<a rel=\"next\" href=\"/runs?page={page + 1}\">Older →</a>");
            html.Add($"</nav>");
        }));
    }

    private void Table(HtmlText html, IReadOnlyList<RunRecord> runs)
    {
        html.Add($"<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Run</th><th scope=\"col\">State</th><th scope=\"col\">When</th><th scope=\"col\" class=\"n\">Took</th><th scope=\"col\" class=\"n\">Ran</th><th scope=\"col\" class=\"n\">Cached</th><th scope=\"col\" class=\"n\">Failed</th><th scope=\"col\">Models</th></tr></thead><tbody>");
        foreach (var run in runs)
        {
            var models = string.Join(", ", run.Models.Take(ListedModels));
            if (run.Models.Count > ListedModels) models += $" and {run.Models.Count - ListedModels} more";
            html.Add($"<tr><th scope=\"row\"><a href=\"{Links.Run(run.Run)}\">{run.Run}</a></th><td>");
            html.State(run.State);
            html.Add($"</td><td><time datetime=\"{run.Started:O}\">{Words.Ago(run.Started, sources.Time.GetUtcNow())}</time></td><td class=\"n\">{Words.Duration((run.Ended - run.Started)?.TotalSeconds)}</td>")
                .Add($"<td class=\"n\">{Count(run, StepState.Done)}</td><td class=\"n\">{Count(run, StepState.Cached)}</td><td class=\"n\">{Count(run, StepState.Failed)}</td><td>{models}</td></tr>");
        }

        html.Add($"</tbody></table></div>");
    }

    private static string Count(RunRecord run, StepState state) => run.Steps.Count(step => step.State == state) is > 0 and var count ? $"{count}" : Words.None;
}
