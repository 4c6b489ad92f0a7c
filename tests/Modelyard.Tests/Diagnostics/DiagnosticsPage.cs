using System.Text;

namespace Modelyard.Tests.Diagnostics;

/// <summary>Renders <c>docs/diagnostics.md</c>.</summary>
internal static class DiagnosticsPage
{
    /// <summary>First digit → area.</summary>
    public static IReadOnlyDictionary<char, string> Areas { get; } = new Dictionary<char, string>
    {
        ['1'] = "Specs",
        ['2'] = "Planning and git",
        ['3'] = "Running",
        ['4'] = "Versions",
        ['5'] = "Releases and traffic",
        ['6'] = "Serving",
        ['7'] = "Set-up",
        ['8'] = "Images, registries, clusters and GitHub",
        ['9'] = "The command line",
    };

    public static string Render(IEnumerable<DeclaredCode> codes)
    {
        var page = new StringBuilder(
            """
            # Diagnostics

            Every error and warning has a code. A message names the place (`file:line:column`, where there is one), what was found, what is
            expected, and after an arrow what to do next. All problems of a command are reported at once; `--json` gives the same as fields.

            This page is generated from the source: `YARD_WRITE=1 ./test Modelyard.Tests` writes it, and that suite fails when it is out of date.

            """);
        foreach (var area in codes.GroupBy(declared => declared.Code.Id[4]).OrderBy(area => area.Key))
        {
            page.Append($"\n## {area.Key}xxx {Areas[area.Key]}\n\n| code | what | what to do |\n|---|---|---|\n");
            foreach (var (code, _) in area.OrderBy(declared => declared.Code.Id, StringComparer.Ordinal))
            {
                page.Append($"| {code.Id} | {Cell(code.Title)} | {Cell(code.Remedy)} |\n");
            }
        }

        return page.ToString();
    }

    private static string Cell(string text) => text.Replace("|", @"\|", StringComparison.Ordinal);
}
