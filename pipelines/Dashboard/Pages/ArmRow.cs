using Modelyard.Dashboard.Html;
using Modelyard.Dashboard.Reading;
using Modelyard.Metrics;
using Modelyard.Serving;

namespace Modelyard.Dashboard.Pages;

/// <summary>The cells of one live arm; what moves carries <c>data-live</c>, by which the script finds it.</summary>
internal static class ArmRow
{
    public static void Write(HtmlText html, Catalogue catalogue, ModelCard model, int number, TrafficWindow window)
    {
        var arm = model.Arms[number];
        var manifest = catalogue.Versions.Find(model.Name, arm.Identity)?.Manifest;
        var metric = model.MetricOf(manifest);
        double? quality = manifest is not null && metric is not null && manifest.Metrics.TryGetValue(metric, out var value) ? value : null;
        var traffic = window.Of(model.Name, arm.Name);
        html.Add($"<td data-arm=\"{arm.Name}\">");
        html.Dot(number);
        html.Add($"{arm.Name}</td><td><a href=\"{Links.Version(model.Name, arm.Version)}\">{arm.Version}</a> <span class=\"quiet\">{manifest?.Candidate}</span>{(manifest is null ? null : " ")}");
        Ready(html, catalogue.PhaseOf(model.Name, arm));
        html.Add($"</td><td class=\"n\" data-live=\"weight\">{Words.Percent(arm.Weight)}</td><td class=\"n q\">{(quality is null ? null : metric)} <b>{Words.Metric(quality)}</b></td>")
            .Add($"<td class=\"n\" data-live=\"rate\">{Words.Rate(traffic?.PerSecond)}</td><td class=\"n\" data-live=\"p50\">{Words.Duration(traffic?.Median)}</td><td class=\"n\" data-live=\"p99\">{Words.Duration(traffic?.P99)}</td>");
    }

    private static void Ready(HtmlText html, ServerPhase? phase) =>
        html.Add($"<span class=\"state {(phase == ServerPhase.Ready ? "ok" : "bad")}\" data-live=\"state\">{StateOf(phase)}</span>");

    /// <summary><c>ready</c>, or why not.</summary>
    public static string StateOf(ServerPhase? phase) => phase?.ToString().ToLowerInvariant() ?? "no server";
}
