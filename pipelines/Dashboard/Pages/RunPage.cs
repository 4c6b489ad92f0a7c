using Microsoft.AspNetCore.Http;
using Modelyard.Dashboard.Html;
using Modelyard.Running.Execution;
using Modelyard.Running.History;

namespace Modelyard.Dashboard.Pages;

/// <summary><c>/runs/&lt;run&gt;</c>: its steps as a picture and as a table.</summary>
internal sealed class RunPage(DashboardSources sources)
{
    public Page Write(HttpContext context, string id)
    {
        if (RunHistories.Find(sources.Store.Runs, id) is not { } run) return ProblemPage.NotFound(context, "run", id, []);
        var ran = run.Steps.Where(step => step.State == StepState.Done).ToList();
        return new Page(Frame.Write(context, $"Run {run.Run}", "runs", html =>
        {
            html.Add($"<div id=\"swap\"").AddIf(run.State == RunState.Running, $" data-under-way").Add($"><div class=\"bar\"><div><h1>Run {run.Run}</h1><p class=\"facts\">");
            html.State(run.State);
            html.Add($" <time datetime=\"{run.Started:O}\">{run.Started:u}</time>, {(run.State == RunState.Running ? "under way" : $"took {Words.Duration((run.Ended - run.Started)?.TotalSeconds)}")} · {Words.Count(ran.Count, "step ran", "steps ran")}{(ran.Count == 0 ? "" : $" ({Words.Duration(ran.Sum(step => step.Seconds))} of work)")}, ")
                .Add($"{run.Steps.Count(step => step.State == StepState.Cached)} cached · <code>{run.Command}</code></p></div></div>");
            if (run.Steps.Count == 0) html.Add($"<p class=\"empty\">{(run.State == RunState.Running ? "It has begun; no step has run yet." : "It has no steps.")}</p>");
            if (run.Steps.Any(step => step.Needs.Count > 0)) GraphPicture.Write(html, run);
            if (run.Steps.Count > 0) Table(html, run);
            html.Add($"</div>");
        }));
    }

    private static void Table(HtmlText html, RunRecord run)
    {
        var longest = Math.Max(0.001, run.Steps.Where(step => step.State == StepState.Done).Select(step => step.Seconds).DefaultIfEmpty(0).Max());
        html.Add($"<section aria-labelledby=\"steps\"><h2 id=\"steps\">Steps</h2><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Step</th><th scope=\"col\">State</th><th scope=\"col\">Component</th><th scope=\"col\" class=\"n\">Took</th><th scope=\"col\"></th><th scope=\"col\">Key</th><th scope=\"col\">Log</th></tr></thead><tbody>");
        for (var i = 0; i < run.Steps.Count; i++)
        {
            var step = run.Steps[i];
            html.Add($"<tr><th scope=\"row\"><a href=\"{Links.Step(run.Run, i)}\">{step.Names[0]}</a>").AddIf(step.Names.Count > 1, $" <small title=\"{string.Join(", ", step.Names)}\">and {step.Names.Count - 1} more</small>").Add($"</th><td>");
            html.State(step.State);
            html.Add($"</td><td>{step.Component}</td><td class=\"n\">{Words.Duration(step.Seconds)}</td><td class=\"w\">");
            if (step.State == StepState.Done) html.Share(step.Seconds / longest);
            html.Add($"</td><td><code title=\"{step.Key}\">{step.Key?.Short}</code></td><td>").AddIf(step.Log is not null, $"<a href=\"{Links.Log(run.Run, i)}\" aria-label=\"Log of {step.Names[0]}\">log</a>").Add($"</td></tr>");
            if (step.Failure is { } failure) html.Add($"<tr><td colspan=\"7\"><pre class=\"failure\">{failure}</pre></td></tr>");
        }

        html.Add($"</tbody></table></div></section>");
    }
}
