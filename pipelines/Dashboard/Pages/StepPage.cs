using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Modelyard.Content;
using Modelyard.Dashboard.Html;
using Modelyard.Running.History;

namespace Modelyard.Dashboard.Pages;

/// <summary><c>/runs/&lt;run&gt;/&lt;number&gt;</c>: one step with its key, what it gave, and its log.</summary>
internal sealed class StepPage(DashboardSources sources)
{
    private const int ShownOfLog = 64 << 10;

    public Page Write(HttpContext context, string id, string number)
    {
        if (Find(id, number) is not var (run, index)) return ProblemPage.NotFound(context, $"step of run {Shorten(id)} with the number", number, []);
        var step = run.Steps[index];
        var record = step.Key is { } key ? sources.Store.Steps.Find(key) : null;
        return new Page(Frame.Write(context, step.Names[0], "runs", html =>
        {
            html.Add($"<div class=\"bar\"><div><h1>{step.Names[0]}</h1><p class=\"facts\">");
            html.State(step.State);
            html.Add($" in <a href=\"{Links.Run(run.Run)}\">run {run.Run}</a> · {step.Component} · {Words.Duration(step.Seconds)}");
            if (record is not null) html.Add($" · peak memory {Words.Bytes(record.PeakMemory)}");
            html.Add($"</p></div></div>");
            if (step.Failure is { } failure) html.Add($"<pre class=\"failure\">{failure}</pre>");
            html.Add($"<div class=\"two\"><section aria-labelledby=\"facts\"><h2 id=\"facts\">What it is</h2><dl>");
            if (step.Names.Count > 1) html.Add($"<dt>Asked for by</dt><dd>{string.Join(", ", step.Names)}</dd>");
            if (step.Key is { } digest) html.Add($"<dt>Key</dt><dd><code>{digest}</code></dd>");
            if (record is not null && record.Run != run.Run) html.Add($"<dt>First done</dt><dd><a href=\"{Links.Run(record.Run)}\">run {record.Run}</a>, {record.Committed:u}</dd>");
            foreach (var (port, output) in record?.Outputs ?? new Dictionary<string, Digest>()) html.Add($"<dt>Output {port}</dt><dd><code>{output}</code></dd>");
            foreach (var (name, value) in record?.Metrics ?? new Dictionary<string, double>()) html.Add($"<dt>{name}</dt><dd>{Words.Number(value, "0.######")}</dd>");
            html.Add($"</dl><p class=\"quiet\">./yard why {step.Names[0].Replace('/', ' ')} says what changed.</p></section>");
            if (step.KeyDocument is { } document) html.Add($"<section aria-labelledby=\"key\"><h2 id=\"key\">What its key is made from</h2><pre class=\"code\" tabindex=\"0\">{Encoding.UTF8.GetString(CanonicalJson.Readable(document))}</pre></section>");
            html.Add($"</div>");
            Log(html, run, index);
        }));
    }

    public Page WriteLog(HttpContext context, string id, string number) =>
        Find(id, number) is var (run, index) && FileOf(run, index) is { } file
            ? new Page(Tail(file, int.MaxValue).Text, Page.Plain)
            : ProblemPage.NotFound(context, "log of step", number, []);

    private void Log(HtmlText html, RunRecord run, int index)
    {
        html.Add($"<section aria-labelledby=\"log\"><h2 id=\"log\">Log</h2>");
        if (FileOf(run, index) is { } file)
        {
            var (text, cut) = Tail(file, ShownOfLog);
            if (cut) html.Add($"<p class=\"quiet\">The end of it; <a href=\"{Links.Log(run.Run, index)}\">all of it</a>.</p>");
            html.Add($"<pre class=\"code log\" tabindex=\"0\">{(text.Length == 0 ? "It said nothing." : text)}</pre></section>");
        }
        else
        {
            html.Add($"<p class=\"quiet\">It did not run here, so it has none.</p></section>");
        }
    }

    private (RunRecord Run, int Index)? Find(string id, string number) =>
        RunHistories.Find(sources.Store.Runs, id) is { } run && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < run.Steps.Count
            ? (run, index)
            : null;

    // The record's own path may be of another machine; and nothing but the run's own folder is ever read.
    private string? FileOf(RunRecord run, int index)
    {
        if (run.Steps[index].Log is not { } log) return null;
        var file = Path.Combine(sources.Store.Runs, run.Run, "logs", Path.GetFileName(log));
        return File.Exists(file) ? file : null;
    }

    private static (string Text, bool Cut) Tail(string file, int most)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var cut = stream.Length > most;
        if (cut) stream.Seek(-most, SeekOrigin.End);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (cut) reader.ReadLine();
        return (reader.ReadToEnd(), cut);
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
