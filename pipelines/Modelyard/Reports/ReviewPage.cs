using Modelyard.Content;

namespace Modelyard.Reports;

/// <summary>The review page of a change to a model: each candidate's version beside what it would take the place of.</summary>
public sealed record ReviewPage(string Model, IReadOnlyList<CandidateReview> Candidates);

/// <summary>One candidate's version, and what it is compared with.</summary>
public sealed record CandidateReview
{
    /// <summary>The candidate.</summary>
    public required string Candidate { get; init; }

    /// <summary>Its version; none where it has none yet, and then <see cref="Notes"/> say what to run.</summary>
    public ReviewedVersion? Version { get; init; }

    /// <summary>What it is compared with; none where there is nothing.</summary>
    public ReviewedVersion? Against { get; init; }

    /// <summary>Why that one: <c>arm a of local, 90 %</c>.</summary>
    public string? Why { get; init; }

    /// <summary>Whether both were judged on the same rows of the same data; none where there is nothing to compare.</summary>
    public bool? SameEvaluation { get; init; }

    /// <summary>Rows that the version was judged on, where its predictions can be read.</summary>
    public int? Rows { get; init; }

    /// <summary>Every metric.</summary>
    public IReadOnlyList<MetricFigures> Metrics { get; init; } = [];

    /// <summary>Rows that only one has right; of classes on the same rows.</summary>
    public PairedRows? Paired { get; init; }

    /// <summary>What changed most in the confusion matrix; of classes on the same rows.</summary>
    public IReadOnlyList<ConfusionChange> Confusion { get; init; } = [];

    /// <summary>Slices that got worse; on the same rows.</summary>
    public SlicesReview? Slices { get; init; }

    /// <summary>Steps, with what changed and what they took.</summary>
    public IReadOnlyList<StepChange> Steps { get; init; } = [];

    /// <summary>What a reader must know before the figures.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A version as the page shows it.</summary>
/// <param name="Bytes">Size of its artifact.</param>
/// <param name="Seconds">What its steps took to execute, together; none where the store no longer knows of one.</param>
public sealed record ReviewedVersion(string Name, string Candidate, Digest Identity, Digest EvaluationData, long Bytes, double? Seconds, string Runtime, int Workers);
