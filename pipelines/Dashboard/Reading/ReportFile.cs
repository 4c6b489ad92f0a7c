using System.Text.Json;
using System.Text.Json.Serialization;
using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Dashboard.Reading;

/// <summary>A classification report of the store: <c>report.json</c>.</summary>
internal sealed record ReportFile
{
    [JsonPropertyName("classes")]
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>[true][predicted], how many rows.</summary>
    [JsonPropertyName("confusion")]
    public required IReadOnlyList<IReadOnlyList<long>> Confusion { get; init; }

    [JsonPropertyName("per-class")]
    public IReadOnlyDictionary<string, ClassFigures> PerClass { get; init; } = new Dictionary<string, ClassFigures>();

    /// <summary>The report of a version; <see langword="null"/> where it has none with a confusion matrix.</summary>
    public static ReportFile? Of(VersionManifest version, YardStore store) =>
        version.Steps.Values
            .SelectMany(step => step.Outputs.Values)
            .Select(digest => Read(Path.Combine(store.Objects.PathOf(digest), "report.json")))
            .FirstOrDefault(report => report is not null);

    private static ReportFile? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var report = JsonSerializer.Deserialize<ReportFile>(File.ReadAllBytes(path));
            var square = report?.Confusion.Count == report?.Classes.Count && report!.Confusion.All(row => row.Count == report.Classes.Count);
            return square ? report : null;
        }
        catch (Exception other) when (other is IOException or JsonException)
        {
            return null; // collected since, or a report of another kind
        }
    }
}

/// <summary>How well one class is told.</summary>
internal sealed record ClassFigures
{
    [JsonPropertyName("precision")]
    public double Precision { get; init; }

    [JsonPropertyName("recall")]
    public double Recall { get; init; }

    [JsonPropertyName("f1")]
    public double F1 { get; init; }

    [JsonPropertyName("support")]
    public long Support { get; init; }
}
