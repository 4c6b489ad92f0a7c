using Microsoft.AspNetCore.Http;
using Modelyard.Content;
using Modelyard.Dashboard.Html;
using Modelyard.Dashboard.Reading;
using Modelyard.Metrics;
using Modelyard.Versions;

namespace Modelyard.Dashboard.Pages;

/// <summary><c>/models/&lt;model&gt;</c>: who answers, a box to try it, and every version that there is.</summary>
internal sealed class ModelPage(DashboardSources sources, Catalogue catalogue)
{
    private const int ListedVersions = 50;

    public Page Write(HttpContext context, string name, TrafficWindow traffic)
    {
        if (catalogue.Find(name) is not { } model) return ProblemPage.NotFound(context, "model", name, catalogue.Models.Select(other => other.Name));
        var versions = catalogue.Versions.Of(name);
        var numbers = catalogue.Versions.Numbers(name);
        return new Page(Frame.Write(context, name, "models", html =>
        {
            html.Add($"<div class=\"bar\"><div><h1>{name}</h1><p class=\"facts\">{model.Description} <b>{model.Owner}</b></p></div></div><div id=\"swap\">");
            Live(html, model, traffic);
            html.Add($"</div><div class=\"two\">");
            TryIt.Write(html, model);
            html.Add($"<div>");
            TryIt.WriteAnswer(html, model);
            Call(html, context, model);
            html.Add($"</div></div>");
            Versions(html, model, versions, numbers);
            // A model of values or neighbours has no classes to tell apart.
            if (Leading(model, versions) is { } leading && ReportFile.Of(leading.Manifest, sources.Store) is { } report)
            {
                html.Add($"<section aria-labelledby=\"told\"><h2 id=\"told\">How <a href=\"{Links.Version(name, leading.Name)}\">{numbers.GetValueOrDefault(leading.Manifest.Identity, leading.Name)}</a> tells them apart</h2>");
                Confusion.Write(html, report);
                html.Add($"</section>");
            }
        }));
    }

    private void Live(HtmlText html, ModelCard model, TrafficWindow traffic)
    {
        html.Add($"<section aria-labelledby=\"live\"><h2 id=\"live\">Live</h2>");
        if (model.Arms.Length == 0)
        {
            html.Add($"<p class=\"empty\">Not released: write models/{model.Name}/releases/local.yaml.</p></section>");
            return;
        }

        html.Add($"<div data-model=\"{model.Name}\" class=\"live\">");
        html.Weights(model.Arms);
        html.Add($"<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Arm</th><th scope=\"col\">Version</th><th scope=\"col\" class=\"n\">Weight</th><th scope=\"col\" class=\"n\">Quality</th>")
            .Add($"<th scope=\"col\" class=\"n\">Req/s</th><th scope=\"col\" class=\"n\">p50</th><th scope=\"col\" class=\"n\">p99</th><th scope=\"col\">Last minute</th></tr></thead><tbody>");
        for (var i = 0; i < model.Arms.Length; i++)
        {
            html.Add($"<tr>");
            ArmRow.Write(html, catalogue, model, i, traffic);
            html.Add($"<td class=\"sparks\"><svg class=\"spark arm{i % 6}\" data-spark=\"{model.Arms[i].Name}\" viewBox=\"0 0 120 20\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"answers in each of the last 60 seconds\"><path d=\"\"/></svg></td></tr>");
        }

        html.Add($"</tbody></table></div></div></section>");
    }

    private static void Call(HtmlText html, HttpContext context, ModelCard model)
    {
        html.Add($"<section aria-labelledby=\"call\"><h2 id=\"call\">Call it</h2><pre class=\"code\" tabindex=\"0\">curl -s http://{context.Request.Host}/v1/models/{model.Name}:predict \\\n     -H 'content-type: application/json' \\\n     -H 'x-yard-subject: user-1' \\\n     -d @models/{model.Name}/{model.Spec?.Tests.Samples}</pre>");
        if (model.Spec is not null)
        {
            html.Add($"<table><caption class=\"hide\">Signature</caption><thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Type</th></tr></thead><tbody>");
            foreach (var (part, fields) in (ReadOnlySpan<(string, IReadOnlyDictionary<string, Specs.FieldSpec>)>)[("instance", model.Spec.Signature.Instance), ("prediction", model.Spec.Signature.Prediction)])
            {
                foreach (var (field, type) in fields) html.Add($"<tr><td><span class=\"quiet\">{part}.</span>{field}</td><td>{Signature.Words(type)}</td></tr>");
            }

            html.Add($"</tbody></table>");
        }

        html.Add($"<p class=\"quiet\">A subject keeps its arm. <code>x-yard-version: b</code> or a version’s name asks for one; every answer says who gave it.</p></section>");
    }

    private void Versions(HtmlText html, ModelCard model, IReadOnlyList<NamedVersion> versions, IReadOnlyDictionary<Digest, string> numbers)
    {
        html.Add($"<section aria-labelledby=\"versions\"><h2 id=\"versions\">Versions</h2>");
        if (versions.Count == 0)
        {
            html.Add($"<p class=\"empty\">None yet: ./yard run {model.Name}</p></section>");
            return;
        }

        var metrics = (model.Spec?.Gates.Keys ?? []).Concat(versions.SelectMany(version => version.Manifest.Metrics.Keys)).Distinct().Where(metric => metric != "rows").Take(5).ToList();
        html.Add($"<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Version</th><th scope=\"col\">Candidate</th><th scope=\"col\">Live</th>");
        foreach (var metric in metrics) html.Add($"<th scope=\"col\" class=\"n\">{metric}</th>");
        html.Add($"<th scope=\"col\">Served by</th><th scope=\"col\" class=\"n\">Size</th><th scope=\"col\">Made</th></tr></thead><tbody>");
        foreach (var version in versions.Take(ListedVersions)) Row(html, model, version, numbers.GetValueOrDefault(version.Manifest.Identity, version.Name), metrics);
        html.Add($"</tbody></table></div>");
        if (versions.Count > ListedVersions) html.Add($"<p class=\"quiet\">The newest {ListedVersions} of {versions.Count}; ./yard versions {model.Name} lists all.</p>");
        html.Add($"</section>");
    }

    private void Row(HtmlText html, ModelCard model, NamedVersion version, string name, IReadOnlyList<string> metrics)
    {
        var manifest = version.Manifest;
        html.Add($"<tr><th scope=\"row\"><a href=\"{Links.Version(model.Name, version.Name)}\">{name}</a> <small>{(name == version.Name ? null : $"{version.Name} ")}{manifest.Identity.Short}</small></th><td>{manifest.Candidate}</td><td>");
        for (var i = 0; i < model.Arms.Length; i++)
        {
            if (model.Arms[i].Identity != manifest.Identity) continue;
            html.Dot(i);
            html.Add($"{model.Arms[i].Name} ");
        }

        html.Add($"</td>");
        foreach (var metric in metrics) html.Add($"<td class=\"n\">{Words.Metric(manifest.Metrics.TryGetValue(metric, out var value) ? value : null)}</td>");
        html.Add($"<td>{manifest.Serving.Runtime}</td><td class=\"n\">{Words.Bytes(manifest.Artifact.Bytes)}</td><td>");
        if (version.Origin is { } origin) html.Add($"<time datetime=\"{origin.Created:O}\">{Words.Ago(origin.Created, sources.Time.GetUtcNow())}</time>");
        html.Add($"</td></tr>");
    }

    private static NamedVersion? Leading(ModelCard model, IReadOnlyList<NamedVersion> versions)
    {
        var arm = model.Arms.MaxBy(arm => arm.Weight);
        return versions.FirstOrDefault(version => version.Manifest.Identity == arm?.Identity) ?? (versions is [var newest, ..] ? newest : null);
    }
}
