using System.Globalization;
using Modelyard.Releases;
using Modelyard.Running.Store;
using Modelyard.Specs;
using Modelyard.Traffic;
using Modelyard.Versions;

namespace Modelyard.Reports;

/// <summary>Makes the review page of a model from what the store holds. Nothing is trained.</summary>
public sealed class Review(Repository repository, YardStore store, VersionStore versions)
{
    private const string Environment = EnvironmentsSpec.Local;

    /// <summary>Makes the page.</summary>
    /// <param name="candidate">Only this one.</param>
    /// <param name="against">The version that each is compared with; by default what the release leads to, or what it led to before.</param>
    /// <param name="untrained">Candidates of which the working tree would make another version.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD4005, YARD4004.</exception>
    public ReviewPage Of(string model, string? candidate, string? against, IReadOnlySet<string> untrained)
    {
        var named = against is null ? null : versions.Find(model, against);
        var route = RouteOf(model);
        var candidates = repository.Models[model].Spec.Candidates.Keys.Where(name => candidate is null || name == candidate);
        return new ReviewPage(model, [.. candidates.Select(name => Of(model, name, named, route, untrained.Contains(name)))]);
    }

    private CandidateReview Of(string model, string candidate, NamedVersion? named, ModelRoute? route, bool untrained)
    {
        var notes = new List<string>();
        if (versions.Current(model, candidate) is not { } version)
        {
            return new CandidateReview { Candidate = candidate, Notes = [$"{candidate} has no version yet: ./yard run {model}"] };
        }

        if (untrained) notes.Add($"the working tree has changed since {version.Name}, and that change is not in these figures: ./yard run {model}");
        var (against, why) = named is not null ? (named, "as asked for") : Against(version, route);
        var page = new CandidateReview
        {
            Candidate = candidate,
            Version = Described(version),
            Against = against is null ? null : Described(against),
            Why = why,
            Steps = StepChange.Of(version.Manifest, against?.Manifest, store),
            Notes = notes,
        };
        return against is null ? Alone(page, version, notes) : Compared(page, version, against, notes);
    }

    private CandidateReview Alone(CandidateReview page, NamedVersion version, List<string> notes)
    {
        notes.Add("there is no other version to compare with");
        var evaluation = Evaluation.Of(version.Manifest, store);
        return page with { Rows = evaluation?.Count, Metrics = MetricFigures.Of(version.Manifest.Metrics, evaluation, null, null) };
    }

    private CandidateReview Compared(CandidateReview page, NamedVersion version, NamedVersion against, List<string> notes)
    {
        var (one, other) = (Evaluation.Of(version.Manifest, store), Evaluation.Of(against.Manifest, store));
        var same = one is not null && other is not null ? one.SameRows(other) : version.Manifest.EvaluationData == against.Manifest.EvaluationData;
        if (version.Manifest.Identity == against.Manifest.Identity) notes.Add($"{version.Name} is compared with itself");
        if (!same)
        {
            notes.Add($"DIFFERENT EVALUATION DATA: {version.Name} was judged on {version.Manifest.EvaluationData.Short}, {against.Name} on {against.Manifest.EvaluationData.Short}; "
                + "their figures cannot be compared, so no differences, no test and no slices are given");
        }

        page = page with
        {
            SameEvaluation = same,
            Rows = one?.Count,
            Metrics = same || one is null ? MetricFigures.Of(version.Manifest.Metrics, one, against.Manifest.Metrics, other) : [.. MetricFigures.Of(version.Manifest.Metrics, one, against.Manifest.Metrics, other).Select(metric => metric with { Difference = null })],
        };
        if (!same || one is null || other is null) return page;
        return page with
        {
            Paired = one is ClassEvaluation classes ? PairedRows.Of(classes, (ClassEvaluation)other) : null,
            Confusion = one is ClassEvaluation now ? ConfusionChange.Of(now, (ClassEvaluation)other) : [],
            Slices = SlicesReview.Of(one, other, store.Objects.PathOf(one.Data)),
        };
    }

    // What is live already is compared with what it took the place of: the candidate's version before it. Else with what it would take the place of.
    private (NamedVersion? Version, string? Why) Against(NamedVersion version, ModelRoute? route)
    {
        var manifest = version.Manifest;
        var live = (route?.Arms ?? []).Select(arm => (Arm: arm, Version: versions.FindIdentity(manifest.Model, arm.Identity)))
            .Where(arm => arm.Version is not null).OrderByDescending(arm => arm.Arm.Weight).ThenByDescending(arm => arm.Version!.Number).ToList();
        if (live.Exists(arm => arm.Arm.Identity == manifest.Identity)
            && versions.Of(manifest.Model).LastOrDefault(other => other.Manifest.Candidate == manifest.Candidate && other.Manifest.Identity != manifest.Identity) is { } before)
        {
            return (before, $"the version of {manifest.Candidate} before it");
        }

        var others = live.Where(arm => arm.Arm.Identity != manifest.Identity).ToList();
        if (others.Count == 0) return (null, null);
        var chosen = others.Find(arm => arm.Version!.Manifest.Candidate == manifest.Candidate) is { Version: not null } own ? own : others[0];
        return (chosen.Version, string.Create(CultureInfo.InvariantCulture, $"arm {chosen.Arm.Name} of {Environment}, {chosen.Arm.Weight:0.##} %"));
    }

    private ModelRoute? RouteOf(string model) => repository.Releases.TryGetValue((model, Environment), out var release)
        ? ReleaseResolver.Resolve(model, [.. repository.Models[model].Spec.Candidates.Keys], release, new VersionCatalogue(versions)).Route
        : null;

    private ReviewedVersion Described(NamedVersion version)
    {
        var manifest = version.Manifest;
        var seconds = manifest.Steps.Values.Select(step => store.Steps.Find(step.Key)?.Seconds).ToList();
        return new ReviewedVersion(
            version.Name, manifest.Candidate, manifest.Identity, manifest.EvaluationData, manifest.Artifact.Bytes, seconds.Contains(null) ? null : seconds.Sum(), manifest.Serving.Runtime, manifest.Serving.Workers);
    }
}
