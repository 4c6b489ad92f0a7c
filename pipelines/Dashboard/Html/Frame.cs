using Microsoft.AspNetCore.Http;

namespace Modelyard.Dashboard.Html;

/// <summary>What stands around every page.</summary>
internal static class Frame
{
    /// <summary>A whole page; the body writes what is within <c>main</c>.</summary>
    /// <param name="section">Which entry of the navigation is here: <c>models</c>, <c>runs</c>.</param>
    public static string Write(HttpContext context, string title, string section, Action<HtmlText> body)
    {
        // A choice that was made is kept in a cookie, so that the first paint is right already; otherwise the system's counts.
        var theme = context.Request.Cookies["theme"] is "light" or "dark" ? context.Request.Cookies["theme"] : "auto";
        var html = new HtmlText();
        html.Add($"""<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">""")
            .Add($"""<title>{title} · Modelyard</title><link rel="icon" href="{Assets.Address("icon.svg")}"><link rel="stylesheet" href="{Assets.Address("dashboard.css")}">""")
            .Add($"""<script type="module" src="{Assets.Address("dashboard.js")}"></script></head><body><a class="skip" href="#main">Skip to content</a><header class="top"><a class="brand" href="/">""")
            .Add($"""<svg width="16" height="16" viewBox="0 0 20 20" aria-hidden="true"><path d="M2 17V7l8-5 8 5v10h-5v-6H7v6z"/></svg>Modelyard</a><nav aria-label="Main">""");
        foreach (var (name, address) in (ReadOnlySpan<(string, string)>)[("models", "/"), ("runs", "/runs")])
        {
            html.Add($"<a href=\"{address}\"").AddIf(name == section, $" aria-current=\"page\"").Add($">{char.ToUpperInvariant(name[0])}{name[1..]}</a>");
        }

        html.Add($"""<a href="/metrics/all">Metrics</a></nav><span class="fill"></span><span class="pulse" id="pulse" role="status" hidden></span><button id="theme" type="button" hidden aria-label="Light or dark">""")
            .Add($"""<svg width="16" height="16" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 2a8 8 0 1 0 0 16zM10 2a8 8 0 0 1 0 16" fill-opacity=".25"/><path d="M10 2a8 8 0 0 0 0 16z"/></svg></button></header><main id="main" tabindex="-1">""");
        body(html);
        html.Add($"</main></body></html>");
        return html.ToString();
    }
}
