using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Reports.Changes;

/// <summary>How often each class was taken for each other one, by a version on its evaluation rows.</summary>
/// <param name="Classes">Sorted.</param>
/// <param name="Counts">[true][predicted], in the order of <paramref name="Classes"/>.</param>
/// <param name="Picture">The picture that the pipeline drew of it, absolute; none where it drew none.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<int>> Counts, string? Picture)
{
    private const string PictureFile = "confusion.svg";

    /// <summary>Of a version; none where it does not give classes, or what it predicted is gone.</summary>
    /// <exception cref="Diagnostics.YardException">YARD4004.</exception>
    internal static ConfusionMatrix? Of(VersionManifest version, YardStore store)
    {
        if (Evaluation.Of(version, store) is not ClassEvaluation evaluation) return null;
        var counts = evaluation.Classes.Select(_ => new int[evaluation.Classes.Count]).ToList();
        for (var place = 0; place < evaluation.Count; place++) counts[evaluation.Truth[place]][evaluation.Guesses[place]]++;
        var picture = version.Steps.Values.SelectMany(step => step.Outputs.Values).Select(output => Path.Combine(store.Objects.PathOf(output), PictureFile)).FirstOrDefault(File.Exists);
        return new ConfusionMatrix(evaluation.Classes, counts, picture);
    }

    /// <summary>The mistakes, most frequent first, and then as the classes are sorted.</summary>
    public IEnumerable<(string Truth, string Predicted, int Count)> Mistakes() => Counts.Index()
        .SelectMany(row => row.Item.Index().Where(cell => cell.Index != row.Index && cell.Item > 0), (row, cell) => (Classes[row.Index], Classes[cell.Index], cell.Item))
        .OrderByDescending(mistake => mistake.Item);
}
