using Modelyard.Diagnostics;
using Modelyard.Planning;
using Modelyard.Releases.Deploying;

namespace Modelyard.Reports.Changes;

/// <summary>What a change does to every model that it affects: what its reviewer is told. Written by <see cref="ChangeReportWriter"/>.</summary>
/// <param name="Plan">Which models, and why.</param>
/// <param name="Errors">What is wrong with the specs; models that have errors are in the plan, and nothing more is known of them.</param>
/// <param name="Models">The affected models, in the plan's order.</param>
public sealed record ChangeReport(Plan Plan, IReadOnlyList<Diagnostic> Errors, IReadOnlyList<ModelChange> Models);

/// <summary>What the change does to one model.</summary>
public sealed record ModelChange
{
    /// <summary>What it needs, and why.</summary>
    public required PlannedModel Planned { get; init; }

    /// <summary>Each candidate's version beside what it would take the place of; empty where the model is gone, has errors, or only its texts changed.</summary>
    public IReadOnlyList<CandidateChange> Candidates { get; init; } = [];

    /// <summary>Environments whose release of the model differs.</summary>
    public IReadOnlyList<ReleaseChange> Releases { get; init; } = [];

    /// <summary>What differs on clusters, by environment.</summary>
    public IReadOnlyList<ManifestChanges> Manifests { get; init; } = [];

    /// <summary>The newest run of it in this store.</summary>
    public RunSummary? Run { get; init; }

    /// <summary>What a reader must know before the figures.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The command line that does the same on a laptop; none where nothing is to be run.</summary>
    public string? Reproduce { get; init; }
}

/// <summary>One candidate of it.</summary>
/// <param name="Review">Metrics, mistakes, slices and steps.</param>
/// <param name="Confusion">Of versions that give classes.</param>
/// <param name="Served">What serving its version takes.</param>
/// <param name="Before">What serving the version takes that it is compared with.</param>
public sealed record CandidateChange(CandidateReview Review, ConfusionMatrix? Confusion, ServingFigures? Served, ServingFigures? Before);

/// <summary>How a model's objects on a cluster differ, the version being the same.</summary>
/// <param name="Environment">Where.</param>
/// <param name="Changes">Objects with the fields that differ.</param>
/// <param name="Unknown">Why it cannot be said here; then there are no changes.</param>
public sealed record ManifestChanges(string Environment, IReadOnlyList<ObjectChange> Changes, string? Unknown);
