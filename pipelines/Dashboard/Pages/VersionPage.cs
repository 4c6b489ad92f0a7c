using Microsoft.AspNetCore.Http;
using Modelyard.Dashboard.Html;
using Modelyard.Dashboard.Reading;
using Modelyard.Running.History;
using Modelyard.Versions;

namespace Modelyard.Dashboard.Pages;

/// <summary><c>/models/&lt;model&gt;/&lt;version&gt;</c>: what it is, how well it does, and where it came from.</summary>
internal sealed class VersionPage(DashboardSources sources, Catalogue catalogue)
{
    public Page Write(HttpContext context, string name, string reference)
    {
        if (catalogue.Find(name) is not { } model) return ProblemPage.NotFound(context, "model", name, catalogue.Models.Select(other => other.Name));
        var versions = catalogue.Versions.Of(name);
        var numbers = catalogue.Versions.Numbers(name);
        if (versions.FirstOrDefault(version => version.Name == reference || numbers.GetValueOrDefault(version.Manifest.Identity) == reference) is not { } version)
        {
            return ProblemPage.NotFound(context, $"version of {name} called", reference, versions.Select(version => version.Name));
        }

        var manifest = version.Manifest;
        var called = numbers.GetValueOrDefault(version.Manifest.Identity, version.Name);
        return new Page(Frame.Write(context, $"{name} {called}", "models", html =>
        {
            html.Add($"<div class=\"bar\"><div><h1><a href=\"{Links.Model(name)}\">{name}</a> {called}</h1><p class=\"facts\">candidate <b>{manifest.Candidate}</b>, served by {manifest.Serving.Runtime} with {Words.Count(manifest.Serving.Workers, "worker", "workers")}, ")
                .Add($"{Words.Bytes(manifest.Artifact.Bytes)}");
            for (var i = 0; i < model.Arms.Length; i++)
            {
                if (model.Arms[i].Identity != manifest.Identity) continue;
                html.Add($" · ");
                html.Dot(i);
                html.Add($"arm {model.Arms[i].Name}, {Words.Percent(model.Arms[i].Weight)}");
            }

            html.Add($"</p></div></div><div class=\"two\">");
            Figures(html, model, manifest);
            Origin(html, version);
            html.Add($"</div>");
            Steps(html, version);
            if (ReportFile.Of(manifest, sources.Store) is { } report)
            {
                html.Add($"<section aria-labelledby=\"told\"><h2 id=\"told\">How it tells them apart</h2>");
                Confusion.Write(html, report);
                html.Add($"</section>");
            }
        }));
    }

    private static void Figures(HtmlText html, ModelCard model, VersionManifest manifest)
    {
        var gates = GateResult.Judge(model.Spec?.Gates ?? new Dictionary<string, Specs.GateSpec>(), manifest.Metrics).ToDictionary(gate => gate.Metric);
        html.Add($"<section aria-labelledby=\"figures\"><h2 id=\"figures\">Metrics</h2><table><thead><tr><th scope=\"col\">Metric</th><th scope=\"col\" class=\"n\">Value</th><th scope=\"col\">Gate</th></tr></thead><tbody>");
        foreach (var metric in gates.Keys.Union(manifest.Metrics.Keys))
        {
            html.Add($"<tr><th scope=\"row\">{metric}</th><td class=\"n\">{(manifest.Metrics.TryGetValue(metric, out var value) ? Words.Number(value, "0.####") : Words.None)}</td><td>");
            if (gates.TryGetValue(metric, out var gate))
            {
                html.Add($"<span class=\"state {(gate.Passed ? "ok" : "bad")}\">{(gate.Passed ? "passed" : "not passed")}</span>");
                if (gate.Gate.AtLeast is { } least) html.Add($" at least {Words.Number(least, "0.####")}");
                if (gate.Gate.AtMost is { } most) html.Add($" at most {Words.Number(most, "0.####")}");
            }

            html.Add($"</td></tr>");
        }

        html.Add($"</tbody></table></section>");
    }

    private void Origin(HtmlText html, NamedVersion version)
    {
        var manifest = version.Manifest;
        html.Add($"<section aria-labelledby=\"origin\"><h2 id=\"origin\">Where it came from</h2><dl>");
        if (version.Origin is { } origin)
        {
            html.Add($"<dt>Made</dt><dd>{origin.Created:u}, {Words.Ago(origin.Created, sources.Time.GetUtcNow())}</dd><dt>Run</dt><dd><a href=\"{Links.Run(origin.Run)}\">{origin.Run}</a></dd>");
            if (origin.Commit is { } commit) html.Add($"<dt>Commit</dt><dd><code>{commit}</code>{(origin.Dirty ? " with changes" : "")}</dd>");
            if (origin.StartSeconds is { } starting) html.Add($"<dt>Its server</dt><dd>ready in {Words.Duration(starting)}{(origin.Memory is { } memory ? $", then {Words.Bytes(memory.Bytes)} of memory" : "")}</dd>");
        }

        html.Add($"<dt>Identity</dt><dd><code>{manifest.Identity}</code></dd><dt>Artifact</dt><dd><code>{manifest.Artifact.Digest}</code></dd><dt>Judged on</dt><dd><code>{manifest.EvaluationData}</code></dd>")
            .Add($"<dt>Golden rows</dt><dd><code>{manifest.Golden}</code></dd></dl></section>");
    }

    private void Steps(HtmlText html, NamedVersion version)
    {
        var run = version.Origin is { } origin ? RunHistories.Find(sources.Store.Runs, origin.Run) : null;
        html.Add($"<section aria-labelledby=\"steps\"><h2 id=\"steps\">Steps</h2><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Component</th><th scope=\"col\" class=\"n\">Took</th><th scope=\"col\">Key</th><th scope=\"col\">Outputs</th></tr></thead><tbody>");
        foreach (var (name, step) in version.Manifest.Steps)
        {
            var full = $"{version.Manifest.Model}/{version.Manifest.Candidate}.{name}";
            var number = run?.Steps.Select((other, index) => (other, index)).FirstOrDefault(pair => pair.other.Names.Contains(full), (null!, -1)).index ?? -1;
            html.Add($"<tr><th scope=\"row\">");
            if (number >= 0) html.Add($"<a href=\"{Links.Step(run!.Run, number)}\">{name}</a>");
            else html.Add($"{name}");
            html.Add($"</th><td>{step.Component}</td><td class=\"n\">{Words.Duration(sources.Store.Steps.Find(step.Key)?.Seconds)}</td><td><code title=\"{step.Key}\">{step.Key.Short}</code></td><td>");
            foreach (var (port, digest) in step.Outputs) html.Add($"{port} <code title=\"{digest}\">{digest.Short}</code> ");
            html.Add($"</td></tr>");
        }

        html.Add($"</tbody></table></div></section>");
    }
}
