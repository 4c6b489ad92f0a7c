using System.Globalization;
using System.Text;
using Modelyard.Dashboard.Html;
using Modelyard.Dashboard.Reading;
using Modelyard.Running.Execution;
using Modelyard.Running.History;

namespace Modelyard.Dashboard.Pages;

/// <summary>The steps of a run as SVG, laid out here: a box each, a line to all that need it.</summary>
internal static class GraphPicture
{
    private const int Width = 148;
    private const int Height = 44;
    private const int Across = 174;
    private const int Down = 58;
    private const int Margin = 8;
    private const int Bend = 18;
    private const int TitleCharacters = 14;
    private const int Characters = 22;

    public static void Write(HtmlText html, RunRecord run)
    {
        var graph = new RunGraph(run.Steps);
        var (width, height) = ((graph.Layers - 1) * Across + Width + 2 * Margin, (graph.Rows - 1) * Down + Height + 2 * Margin);
        html.Add($"<section aria-labelledby=\"graph\"><h2 id=\"graph\">Graph <small class=\"legend\">");
        foreach (var state in run.Steps.Select(step => step.State).Distinct().Order()) html.Add($"<span class=\"{States.Tone(state)}\">{States.Sign(state)} {States.Word(state)}</span> ");
        html.Add($"</small></h2><div class=\"scroll graph\" tabindex=\"0\" role=\"group\" aria-label=\"Steps and what they need\"><svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">");
        foreach (var line in graph.Lines) html.Add($"<path class=\"edge\" d=\"{Path(line)}\"/>");
        for (var i = 0; i < run.Steps.Count; i++) Box(html, run, i, X(graph.PlaceOf(i)), Y(graph.PlaceOf(i)));
        html.Add($"</svg></div></section>");
    }

    private static void Box(HtmlText html, RunRecord run, int number, int x, int y)
    {
        var step = run.Steps[number];
        var name = step.Names[0].Split('/', '.')[^1];
        var time = step.State is StepState.Done or StepState.Cached ? $" · {Words.Duration(step.Seconds)}" : "";
        html.Add($"<a href=\"{Links.Step(run.Run, number)}\" class=\"box {States.Tone(step.State)}\"><title>{string.Join(", ", step.Names)}: {States.Word(step.State)}</title><rect x=\"{x}\" y=\"{y}\" width=\"{Width}\" height=\"{Height}\" rx=\"5\"/>")
            .Add($"<rect class=\"stripe\" x=\"{x}\" y=\"{y}\" width=\"4\" height=\"{Height}\"/><text x=\"{x + 13}\" y=\"{y + 19}\"><tspan class=\"sign\">{States.Sign(step.State)}</tspan> {Short(name, TitleCharacters)}</text>")
            .Add($"<text class=\"minor\" x=\"{x + 13}\" y=\"{y + 35}\">{Short(step.Component, Characters - time.Length)}{time}</text></a>");
    }

    private static string Short(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    // Straight through the places that it passes, bent between the layers.
    private static string Path(IReadOnlyList<(int Layer, int Row)> line)
    {
        var path = new StringBuilder();
        for (var i = 1; i < line.Count; i++)
        {
            var (x1, y1) = (X(line[i - 1]) + Width, Y(line[i - 1]) + Height / 2);
            var (x2, y2) = (X(line[i]), Y(line[i]) + Height / 2);
            path.Append(CultureInfo.InvariantCulture, $"{(i == 1 ? 'M' : 'L')}{x1} {y1}C{x1 + Bend} {y1} {x2 - Bend} {y2} {x2} {y2}");
        }

        return path.ToString();
    }

    private static int X((int Layer, int Row) place) => Margin + place.Layer * Across;

    private static int Y((int Layer, int Row) place) => Margin + place.Row * Down;
}
