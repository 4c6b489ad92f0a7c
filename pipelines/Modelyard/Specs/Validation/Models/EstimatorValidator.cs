using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>
/// It is clear which estimator answers: the only one at the end of the pipeline, or the one that <c>serving.from</c> names.
/// </summary>
internal sealed class EstimatorValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Serving is null) return [];
        return candidate.Serving.From is { } from ? CheckNamed(candidate, from) : CheckOnly(candidate);
    }

    private static IEnumerable<Diagnostic> CheckNamed(CandidateReview candidate, string from)
    {
        var at = candidate.ValueAt("serving", "from");
        var estimators = candidate.Steps.Values.Where(step => step.Component?.Kind == "estimator").Select(step => step.Name).ToList();
        var hint = Suggestion.Of(from, estimators, "estimators");
        if (!candidate.StepNames.Contains(from))
        {
            yield return SpecCodes.EstimatorUnclear.Error(at, $"{candidate.Name}.serving.from: there is no step {Excerpt.Of(from)}", hint);
        }
        else if (candidate.Steps.GetValueOrDefault(from)?.Component is { Kind: not "estimator" and var kind })
        {
            yield return SpecCodes.EstimatorUnclear.Error(
                at, $"{candidate.Name}.serving.from: step '{from}' is no estimator but a {kind}", hint);
        }
    }

    private static IEnumerable<Diagnostic> CheckOnly(CandidateReview candidate)
    {
        if (candidate.Steps.Count != candidate.StepNames.Count || candidate.Steps.Values.Any(step => step.Component is null)) yield break;
        var leaves = ServingChain.EstimatorLeaves(candidate.Spec.Pipeline, candidate.ComponentNamed);
        var at = candidate.At("serving");
        if (leaves.Count == 0)
        {
            yield return SpecCodes.EstimatorUnclear.Error(
                at, $"candidate '{candidate.Name}' has no estimator to serve", "add a step that uses an estimator");
        }
        else if (leaves.Count > 1)
        {
            yield return SpecCodes.EstimatorUnclear.Error(
                at,
                $"candidate '{candidate.Name}' ends in {leaves.Count} estimators: {Suggestion.List(leaves)}",
                $"name the one that answers: 'from: {leaves[0]}'");
        }
    }
}
