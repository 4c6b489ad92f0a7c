using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Releases;
using Modelyard.Running.Store;
using Modelyard.Specs;
using Modelyard.Traffic;

namespace Modelyard.Versions;

/// <summary>Where an answer came from: its time, the version that gave it, and everything behind that version.</summary>
/// <param name="Id">The answer's id.</param>
/// <param name="Steps">In the order of the pipeline.</param>
/// <param name="Arms">Arms of this model's releases that lead to the version now; a release may have said otherwise when the answer was given.</param>
public sealed record Lineage(PredictionId Id, NamedVersion Version, IReadOnlyList<LineageStep> Steps, IReadOnlyList<LineageArm> Arms)
{
    /// <summary>What the data came from.</summary>
    public IEnumerable<LineageStep> Sources => Steps.Where(step => step.Source is not null);

    /// <summary>Follows an id back.</summary>
    /// <exception cref="YardException">YARD5109, YARD5110, YARD4005.</exception>
    public static Lineage Of(string text, Repository repository, YardStore store, VersionStore versions)
    {
        if (!PredictionId.TryParse(text, out var id))
        {
            throw TrafficCodes.NotAPredictionId.Failure(
                $"'{text}' is not the id of a prediction; expected 26 letters and digits, '-', and 12 hexadecimal digits",
                "copy it whole from the answer's header x-yard-prediction");
        }

        if (!id.HasVersion) throw TrafficCodes.NobodyAnswered.Failure($"no version answered {id}, which came at {id.Time:u}: the gateway itself refused it");
        var found = versions.Models().SelectMany(versions.Of).Where(version => version.Manifest.Identity.Hex.StartsWith(id.Version, StringComparison.Ordinal)).ToList();
        if (found is not [var version])
        {
            throw found.Count == 0
                ? VersionCodes.UnknownVersion.Failure(
                    $"no version in this store has an identity that begins with {id.Version}; the answer was given at {id.Time:u}",
                    "trace it where it was answered, or name that store with --store DIR")
                : VersionCodes.UnknownVersion.Failure($"several versions begin with {id.Version}: {string.Join(", ", found.Select(other => $"{other.Manifest.Model}@{other.Name}"))}");
        }

        return new Lineage(id, version, [.. version.Manifest.Steps.Select(step => LineageStep.Of(step.Key, step.Value, store.Steps.Find(step.Value.Key)))], ArmsOf(version, repository, versions));
    }

    private static List<LineageArm> ArmsOf(NamedVersion version, Repository repository, VersionStore versions)
    {
        var manifest = version.Manifest;
        if (!repository.Models.TryGetValue(manifest.Model, out var model)) return [];
        return [.. repository.Releases
            .Where(release => release.Key.Model == manifest.Model)
            .OrderBy(release => release.Key.Environment, StringComparer.Ordinal)
            .SelectMany(release => ReleaseResolver.Resolve(manifest.Model, [.. model.Spec.Candidates.Keys], release.Value, new VersionCatalogue(versions)).Route?.Arms
                .Where(arm => arm.Identity == manifest.Identity)
                .Select(arm => new LineageArm(release.Key.Environment, arm.Name, arm.Weight)) ?? [])];
    }
}

/// <summary>One step behind a version.</summary>
/// <param name="Source">Digest of what the source read: its fingerprint; none where the step is no source.</param>
/// <param name="Parameters">As they entered the key; none where the store no longer has the step's record.</param>
/// <param name="Run">The run that executed it.</param>
public sealed record LineageStep(
    string Name, string Component, Digest Key, IReadOnlyDictionary<string, Digest> Outputs, string? Source, System.Text.Json.Nodes.JsonObject? Parameters, string? Run, DateTimeOffset? Committed)
{
    internal static LineageStep Of(string name, VersionStep step, StepRecord? record) => new(
        name,
        step.Component,
        step.Key,
        step.Outputs,
        record?.KeyDocument["source"]?.ToString(),
        record?.KeyDocument["parameters"]?.DeepClone().AsObject(),
        record?.Run,
        record?.Committed);
}

/// <summary>An arm of a release.</summary>
/// <param name="Weight">Percent.</param>
public sealed record LineageArm(string Environment, string Arm, double Weight);
