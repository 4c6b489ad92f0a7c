using Modelyard.Traffic;

namespace Modelyard.Dashboard.Html;

/// <summary>Small pictures in lines of text: SVG, since the pages' policy forbids styles in the markup.</summary>
internal static class Bars
{
    private const int Colours = 6;

    /// <summary>The arms' weights, one beside the other, as wide as they weigh.</summary>
    public static void Weights(this HtmlText html, IReadOnlyList<Arm> arms)
    {
        html.Add($"<svg class=\"weights\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{string.Join(", ", arms.Select(arm => $"{arm.Name} {Words.Percent(arm.Weight)}"))}\">");
        var at = 0.0;
        for (var i = 0; i < arms.Count; i++)
        {
            html.Add($"<rect class=\"arm{i % Colours}\" data-weight=\"{arms[i].Name}\" x=\"{at:0.###}\" width=\"{arms[i].Weight:0.###}\" height=\"8\"/>");
            at += arms[i].Weight;
        }

        html.Add($"</svg>");
    }

    /// <summary>The arm's colour as a dot, for legends.</summary>
    public static void Dot(this HtmlText html, int arm) => html.Add($"<i class=\"dot arm{arm % Colours}\"></i>");

    /// <summary>A share of 0 to 1 as a bar.</summary>
    public static void Share(this HtmlText html, double share) =>
        html.Add($"<svg class=\"share\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{Math.Clamp(share, 0, 1) * 100:0.#}\" height=\"6\"/></svg>");
}
