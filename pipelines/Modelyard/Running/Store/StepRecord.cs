using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Running.Store;

/// <summary>A committed step: what it was made from (the key's document) and what it gave. <c>steps/&lt;key&gt;.json</c>.</summary>
public sealed record StepRecord
{
    /// <summary>The document whose digest is the key.</summary>
    public required JsonObject KeyDocument { get; init; }

    /// <summary>Port → the content's digest.</summary>
    public required IReadOnlyDictionary<string, Digest> Outputs { get; init; }

    /// <summary>Metric → value, as the step wrote them.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Wall time of the attempt that succeeded, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Greatest resident memory of that attempt, in bytes.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>The run that executed it.</summary>
    public required string Run { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset Committed { get; init; }
}
