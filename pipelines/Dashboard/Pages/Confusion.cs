using Modelyard.Dashboard.Html;
using Modelyard.Dashboard.Reading;

namespace Modelyard.Dashboard.Pages;

/// <summary>Which classes are taken for which: a table that is read by eye and by ear, and for many classes the worst confusions only.</summary>
internal static class Confusion
{
    private const int ShownWhole = 20;
    private const int Worst = 12;
    private const int Shades = 9;

    public static void Write(HtmlText html, ReportFile report)
    {
        html.Add($"<div class=\"told\">");
        if (report.Classes.Count <= ShownWhole) Matrix(html, report);
        Mistakes(html, report);
        html.Add($"</div>");
        PerClass(html, report);
    }

    private static void Matrix(HtmlText html, ReportFile report)
    {
        html.Add($"<div class=\"scroll\"><table class=\"confusion\"><caption>Rows: what it is. Columns: what it was taken for. In per cent of the row.</caption><thead><tr><td></td>");
        foreach (var name in report.Classes) html.Add($"<th scope=\"col\"><span>{name}</span></th>");
        html.Add($"</tr></thead><tbody>");
        for (var row = 0; row < report.Classes.Count; row++)
        {
            var sum = Math.Max(1, report.Confusion[row].Sum());
            html.Add($"<tr><th scope=\"row\">{report.Classes[row]}</th>");
            for (var column = 0; column < report.Classes.Count; column++)
            {
                var count = report.Confusion[row][column];
                var share = (double)count / sum;
                // Mistakes are few beside what is right; the root shows them.
                var shade = count == 0 ? 0 : 1 + (int)(Math.Sqrt(share) * (Shades - 1));
                html.Add($"<td class=\"{(row == column ? "hit" : "miss")}{shade}\" title=\"{report.Classes[row]} taken for {report.Classes[column]}: {count} of {sum}\">{(count == 0 ? "" : share < 0.005 ? "·" : Words.Number(share * 100, "0"))}</td>");
            }

            html.Add($"</tr>");
        }

        html.Add($"</tbody></table></div>");
    }

    private static void Mistakes(HtmlText html, ReportFile report)
    {
        var mistakes = report.Confusion
            .SelectMany((row, is_) => row.Select((count, taken) => (Is: is_, Taken: taken, Count: count, Sum: row.Sum())))
            .Where(cell => cell.Is != cell.Taken && cell.Count > 0)
            .OrderByDescending(cell => cell.Count)
            .Take(Worst)
            .ToList();
        if (mistakes.Count == 0) return;
        html.Add($"<table class=\"worst\"><caption>Most frequent mistakes</caption><thead><tr><th scope=\"col\">Is</th><th scope=\"col\">Taken for</th><th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\" class=\"n\">Of the class</th></tr></thead><tbody>");
        foreach (var (row, taken, count, sum) in mistakes)
        {
            html.Add($"<tr><td>{report.Classes[row]}</td><td>{report.Classes[taken]}</td><td class=\"n\">{count}</td><td class=\"n\">{Words.Number(100.0 * count / sum, "0.0")} %</td></tr>");
        }

        html.Add($"</tbody></table>");
    }

    private static void PerClass(HtmlText html, ReportFile report)
    {
        if (report.PerClass.Count == 0) return;
        html.Add($"<details").AddIf(report.Classes.Count > ShownWhole, $" open").Add($"><summary>Precision and recall of each class</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Class</th><th scope=\"col\" class=\"n\">Precision</th><th scope=\"col\" class=\"n\">Recall</th><th scope=\"col\" class=\"n\">F1</th><th scope=\"col\"></th><th scope=\"col\" class=\"n\">Rows</th></tr></thead><tbody>");
        foreach (var (name, figures) in report.PerClass.OrderBy(pair => pair.Value.F1))
        {
            html.Add($"<tr><th scope=\"row\">{name}</th><td class=\"n\">{Words.Metric(figures.Precision)}</td><td class=\"n\">{Words.Metric(figures.Recall)}</td><td class=\"n\">{Words.Metric(figures.F1)}</td><td class=\"w\">");
            html.Share(figures.F1);
            html.Add($"</td><td class=\"n\">{figures.Support}</td></tr>");
        }

        html.Add($"</tbody></table></div></details>");
    }
}
