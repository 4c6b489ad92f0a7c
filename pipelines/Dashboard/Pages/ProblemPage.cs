using Microsoft.AspNetCore.Http;
using Modelyard.Dashboard.Html;
using Modelyard.Diagnostics;

namespace Modelyard.Dashboard.Pages;

/// <summary>What cannot be shown, and where to go instead.</summary>
internal static class ProblemPage
{
    private const int LongestName = 60;

    public static Page Of(HttpContext context, int status, string title, IReadOnlyList<string> lines) => new(
        Frame.Write(context, title, "", html =>
        {
            html.Add($"<h1>{title}</h1>");
            foreach (var line in lines) html.Add($"<p>{line}</p>");
            html.Add($"<p><a href=\"/\">All models</a> · <a href=\"/runs\">All runs</a></p>");
        }),
        Page.Html,
        status);

    /// <summary>404, with the nearest name.</summary>
    public static Page NotFound(HttpContext context, string kind, string name, IEnumerable<string> known)
    {
        var hint = name.Length <= LongestName ? NearestName.Hint(name, known) : null;
        var shown = name.Length <= LongestName ? name : name[..LongestName] + "…";
        return Of(context, StatusCodes.Status404NotFound, $"No {kind} “{shown}”", hint is null ? [] : [char.ToUpperInvariant(hint[0]) + hint[1..]]);
    }
}
