using static Modelyard.Reports.FigureText;

namespace Modelyard.Reports.Changes;

/// <summary>What is said of one candidate: its review page, the whole confusion matrix, and what serving it takes.</summary>
internal static class CandidatePage
{
    private const int Level = 3;
    private const int WidestMatrix = 12;
    private const int MostMistakes = 20;

    public static void Write(string model, CandidateChange candidate, IPageWriter writer)
    {
        ReviewWriter.Write(candidate.Review, writer, Level);
        if (candidate.Confusion is { } confusion) Write(model, candidate.Review.Candidate, confusion, writer);
        if (candidate.Served is { } served) Write(served, candidate.Before, writer);
    }

    private static void Write(string model, string candidate, ConfusionMatrix confusion, IPageWriter writer)
    {
        writer.Heading(Level + 1, "Confusion matrix");
        if (confusion.Classes.Count <= WidestMatrix)
        {
            writer.Table(
                ["true", .. confusion.Classes.Select(name => " " + name)],
                [.. confusion.Counts.Select((row, index) => (IReadOnlyList<string>)[confusion.Classes[index], .. row.Select(count => $"{count}")])]);
        }
        else
        {
            var mistakes = confusion.Mistakes().ToList();
            writer.Line($"Of {confusion.Classes.Count} classes, the {Math.Min(mistakes.Count, MostMistakes)} most frequent of {mistakes.Count} kinds of mistakes:");
            writer.Table(["true", "predicted", " rows"], [.. mistakes.Take(MostMistakes).Select(mistake => (IReadOnlyList<string>)[mistake.Truth, mistake.Predicted, $"{mistake.Count}"])]);
        }

        if (confusion.Picture is not null) writer.Line($"Its picture: {ReportFolder.PictureName(model, candidate)} beside this report.");
    }

    private static void Write(ServingFigures served, ServingFigures? before, IPageWriter writer)
    {
        writer.Heading(Level + 1, "Serving");
        var rows = new List<IReadOnlyList<string>> { Row("artifact", served.Artifact, before?.Artifact) };
        if (served.Server is { } server) rows.Add(Row("image over the shared runtime, without the model", server, before?.Server));
        if (served.Model is { } layers) rows.Add(Row("layers of the model", layers, before?.Model));
        if (served.Memory is { } memory) rows.Add(Row("memory that its server held", memory, before?.Memory));
        rows.Add(["memory that one server may use", served.MemoryLimit is { } limit ? Size(limit) : "no limit", Limit(before), ""]);
        if (served.StartSeconds is { } seconds) rows.Add(["start of its server", Seconds(seconds), Seconds(before?.StartSeconds), ""]);
        writer.Table(["what", " now", " before", " difference"], rows);
    }

    private static string Limit(ServingFigures? before) => before is null ? "" : before.MemoryLimit is { } limit ? Size(limit) : "no limit";

    private static IReadOnlyList<string> Row(string what, long now, long? before) =>
        [what, Size(now), before is { } was ? Size(was) : "", before is { } other ? Grown(now - other) : ""];
}
