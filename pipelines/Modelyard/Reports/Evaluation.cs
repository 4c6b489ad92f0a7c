using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Reports;

/// <summary>What a version predicted on its evaluation rows, with what was true.</summary>
/// <param name="Data">Digest of the rows that it was judged on.</param>
/// <param name="Rows">Row numbers of the evaluation part.</param>
internal abstract record Evaluation(Digest Data, long[] Rows)
{
    public int Count => Rows.Length;

    /// <summary>Whether both were judged on the same rows of the same data.</summary>
    public bool SameRows(Evaluation other) => Data == other.Data && GetType() == other.GetType() && Rows.AsSpan().SequenceEqual(other.Rows);

    /// <summary>Reads a version's; <see langword="null"/> where its predictions are of a kind that is compared by metrics only.</summary>
    /// <exception cref="YardException">YARD4004: an artifact cannot be read, or is no longer in the store.</exception>
    public static Evaluation? Of(VersionManifest version, YardStore store)
    {
        try
        {
            var chain = JsonNode.Parse(File.ReadAllBytes(Path.Combine(store.Objects.PathOf(version.Artifact.Digest), "chain.json")))!;
            var estimator = chain["output"]!.GetValue<string>();
            var predictions = Holding(version.Steps[estimator], "predictions.json", store);
            var truth = version.Steps.Values.Where(step => step.Outputs.Values.Contains(version.EvaluationData)).ToList();
            var known = truth.Select(step => Holding(step, "labels.json", store) ?? Holding(step, "targets.json", store)).FirstOrDefault(folder => folder is not null);
            if (predictions is null || known is null) return null;
            var kind = JsonNode.Parse(File.ReadAllBytes(Path.Combine(predictions, "predictions.json")))!["kind"]?.GetValue<string>() ?? "classes";
            var rows = NpyArray.Open(Path.Combine(predictions, "rows.npy")).ReadAll<long>();
            return kind switch
            {
                "classes" when File.Exists(Path.Combine(known, "labels.json")) => ClassEvaluation.Read(version.EvaluationData, rows, predictions, known),
                "values" when File.Exists(Path.Combine(known, "targets.json")) => ValueEvaluation.Read(version.EvaluationData, rows, predictions, known),
                _ => null,
            };
        }
        catch (Exception unreadable) when (unreadable is FormatException or IOException or System.Text.Json.JsonException or IndexOutOfRangeException or KeyNotFoundException or InvalidOperationException or NullReferenceException)
        {
            throw VersionCodes.BadArtifact.Failure($"what {version.Model} {version.Identity.Short} predicted cannot be read: {unreadable.Message}");
        }
    }

    private static string? Holding(VersionStep step, string file, YardStore store) =>
        step.Outputs.Values.Select(store.Objects.PathOf).FirstOrDefault(folder => File.Exists(Path.Combine(folder, file)));
}

/// <summary>Classes, predicted and true, as numbers of <paramref name="Classes"/>.</summary>
internal sealed record ClassEvaluation(Digest Data, long[] Rows, IReadOnlyList<string> Classes, int[] Truth, int[] Guesses) : Evaluation(Data, Rows)
{
    public static ClassEvaluation Read(Digest data, long[] rows, string predictions, string labels)
    {
        var (guessed, known) = (Names(Path.Combine(predictions, "predictions.json")), Names(Path.Combine(labels, "labels.json")));
        var classes = guessed.Union(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var codes = NpyArray.Open(Path.Combine(predictions, "codes.npy")).ReadAll<int>();
        var truth = NpyArray.Open(Path.Combine(labels, "codes.npy")).ReadAll<int>();
        return new ClassEvaluation(
            data, rows, classes, [.. rows.Select(row => classes.IndexOf(known[truth[row]]))], [.. codes.Select(code => classes.IndexOf(guessed[code]))]);
    }

    public bool IsRight(int place) => Truth[place] == Guesses[place];

    private static List<string> Names(string file) => [.. JsonNode.Parse(File.ReadAllBytes(file))!["classes"]!.AsArray().Select(name => name!.GetValue<string>())];
}

/// <summary>Numbers, predicted and true.</summary>
internal sealed record ValueEvaluation(Digest Data, long[] Rows, double[] Truth, double[] Guesses) : Evaluation(Data, Rows)
{
    public static ValueEvaluation Read(Digest data, long[] rows, string predictions, string targets)
    {
        var truth = NpyArray.Open(Path.Combine(targets, "values.npy")).ReadAll<double>();
        return new ValueEvaluation(data, rows, [.. rows.Select(row => truth[row])], NpyArray.Open(Path.Combine(predictions, "values.npy")).ReadAll<double>());
    }

    public double Error(int place) => Math.Abs(Truth[place] - Guesses[place]);
}
