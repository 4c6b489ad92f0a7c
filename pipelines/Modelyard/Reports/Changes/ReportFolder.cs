using System.Text;
using Modelyard.Content;

namespace Modelyard.Reports.Changes;

/// <summary>The report as files: the whole of it, and the pictures that it names.</summary>
public static class ReportFolder
{
    /// <summary>The report as text.</summary>
    public const string TextFile = "report.txt";

    /// <summary>The report as Markdown, as comments on pull requests begin with it.</summary>
    public const string MarkdownFile = "report.md";

    /// <summary>Writes <c>report.txt</c>, <c>report.md</c> and the pictures into a folder, which is made where it is missing; other files there stay.</summary>
    /// <returns>What was written, relative to the folder.</returns>
    public static IReadOnlyList<string> Write(ChangeReport report, string folder)
    {
        var files = new List<string>();
        foreach (var (file, page) in new (string, IPageWriter)[] { (TextFile, new TextPage()), (MarkdownFile, new MarkdownPage()) })
        {
            ChangeReportWriter.Write(report, page);
            Keep(file, Encoding.UTF8.GetBytes(page.ToString()!));
        }

        foreach (var model in report.Models)
        {
            foreach (var candidate in model.Candidates)
            {
                if (candidate.Confusion?.Picture is { } picture) Keep(PictureName(model.Planned.Name, candidate.Review.Candidate), File.ReadAllBytes(picture));
            }
        }

        return files;

        void Keep(string file, byte[] content)
        {
            DurableFile.Write(Path.Combine(folder, file), content);
            files.Add(file);
        }
    }

    /// <summary>What the picture of a candidate's confusion matrix is called there.</summary>
    public static string PictureName(string model, string candidate) => $"{model}.{candidate}.confusion.svg";
}
