using Microsoft.AspNetCore.Http;
using Modelyard.Dashboard.Html;
using Modelyard.Dashboard.Reading;
using Modelyard.Metrics;
using Modelyard.Running.History;
using Modelyard.Serving;

namespace Modelyard.Dashboard.Pages;

/// <summary><c>/</c>: every model with who answers for it, how well, how often and how fast.</summary>
internal sealed class OverviewPage(DashboardSources sources, Catalogue catalogue)
{
    private const int PageLength = 100;
    private const int LongestQuery = 200;

    public Page Write(HttpContext context, TrafficWindow traffic)
    {
        var query = context.Request.Query["q"].ToString();
        if (query.Length > LongestQuery) query = query[..LongestQuery];
        var all = catalogue.Models;
        var words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = words.Length == 0 ? all : [.. all.Where(model => model.Answers(words))];
        var pages = Math.Max(1, (found.Count + PageLength - 1) / PageLength);
        var page = int.TryParse(context.Request.Query["page"], out var wanted) ? Math.Clamp(wanted, 1, pages) : 1;
        return new Page(Frame.Write(context, "Models", "models", html =>
        {
            Head(html, all, query);
            html.Add($"<div id=\"swap\">");
            if (found.Count == 0) html.Add($"<p class=\"empty\">{(all.Count == 0 ? "No models yet: make one with ./yard new." : $"No model answers to “{query}”.")}</p>");
            else Table(html, [.. found.Skip((page - 1) * PageLength).Take(PageLength)], traffic);
            Turn(html, query, page, pages, found.Count, all.Count);
            html.Add($"</div>");
        }));
    }

    private void Head(HtmlText html, IReadOnlyList<ModelCard> all, string query)
    {
        var arms = all.SelectMany(model => model.Arms.Select(arm => (model.Name, arm))).ToList();
        var down = arms.Count(pair => catalogue.PhaseOf(pair.Name, pair.arm) != ServerPhase.Ready);
        var last = RunHistories.NewestFirst(sources.Store.Runs).FirstOrDefault();
        html.Add($"<div class=\"bar\"><div><h1>Models</h1><p class=\"facts\">{Words.Count(all.Count, "model", "models")} · {Words.Count(arms.Count, "live arm", "live arms")} · ")
            .Add($"<span class=\"{(down == 0 ? "ok" : "bad")}\">{(down == 0 ? "all ready" : Words.Count(down, "arm not ready", "arms not ready"))}</span>");
        if (last is not null) html.Add($" · <a href=\"{Links.Run(last.Run)}\">last run {last.State.ToString().ToLowerInvariant()} {Words.Ago(last.Ended ?? last.Started, sources.Time.GetUtcNow())}</a>");
        html.Add($"</p></div><form class=\"search\" role=\"search\" method=\"get\" action=\"/\"><label class=\"hide\" for=\"q\">Search models</label><input id=\"q\" name=\"q\" type=\"search\" ")
            .Add($"value=\"{query}\" placeholder=\"Search name, owner, candidate\" autocomplete=\"off\" aria-keyshortcuts=\"/\"><kbd aria-hidden=\"true\">/</kbd><button class=\"hide\">Search</button></form></div>");
    }

    private void Table(HtmlText html, IReadOnlyList<ModelCard> models, TrafficWindow traffic)
    {
        html.Add($"<div class=\"scroll\"><table class=\"models\"><thead><tr><th scope=\"col\">Model</th><th scope=\"col\">Weights</th><th scope=\"col\">Arm</th><th scope=\"col\">Version</th>")
            .Add($"<th scope=\"col\" class=\"n\">Weight</th><th scope=\"col\" class=\"n\">Quality</th><th scope=\"col\" class=\"n\">Req/s</th><th scope=\"col\" class=\"n\">p50</th><th scope=\"col\" class=\"n\">p99</th></tr></thead>");
        foreach (var model in models)
        {
            var rows = Math.Max(1, model.Arms.Length);
            html.Add($"<tbody data-model=\"{model.Name}\"><tr><th scope=\"rowgroup\" rowspan=\"{rows}\"><a href=\"{Links.Model(model.Name)}\">{model.Name}</a>")
                .Add($"<small><b>{model.Owner}</b> {model.Description}</small></th><td rowspan=\"{rows}\" class=\"w\">");
            if (model.Arms.Length > 0) html.Weights(model.Arms);
            html.Add($"</td>");
            if (model.Arms.Length == 0) html.Add($"<td colspan=\"7\" class=\"quiet\">not released</td></tr>");
            for (var i = 0; i < model.Arms.Length; i++)
            {
                if (i > 0) html.Add($"<tr>");
                ArmRow.Write(html, catalogue, model, i, traffic);
                html.Add($"</tr>");
            }

            html.Add($"</tbody>");
        }

        html.Add($"</table></div>");
    }

    private static void Turn(HtmlText html, string query, int page, int pages, int found, int all)
    {
        if (pages == 1 && found == all) return;
        html.Add($"<nav class=\"turn\" aria-label=\"Pages\"><span>{Words.Count(found, "model", "models")}{(found == all ? "" : $" of {all:#,0}")}</span>");
        if (page > 1) html.Add($"<a rel=\"prev\" href=\"{Links.Overview(query, page - 1)}\">← Previous</a>");
        if (pages > 1) html.Add($"<span>page {page} of {pages}</span>");
        if (page < pages) html.Add($"<a rel=\"next\" href=\"{Links.Overview(query, page + 1)}\">Next →</a>");
        html.Add($"</nav>");
    }
}
