using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Running.Graph;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A search belongs to an estimator that learns classes, and tries values that its component accepts.</summary>
internal sealed class SearchValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) =>
        candidate.Steps.Values.Where(step => step.Spec.Search is not null && step.Component is not null).SelectMany(Validate);

    private static IEnumerable<Diagnostic> Validate(StepReview step)
    {
        var (component, search) = (step.Component!, step.Spec.Search!);
        if (component.Kind != "estimator" || component.Inputs.GetValueOrDefault("labels")?.Type != "labels")
        {
            yield return SpecCodes.Search.Error(
                step.At("search"),
                $"step '{step.Name}' (component '{component.Name}') is no estimator of classes, so trials of it cannot be compared",
                "search in a step with an input labels and an output predictions");
            yield break;
        }

        // A record that has errors of its own may lack either.
        var own = Over(step, search.Over ?? new Dictionary<string, JsonElement>()).Concat(OfTrials(step, search));
        foreach (var problem in own.Concat(Missing(step)).Concat(TakenNames(step))) yield return problem;
    }

    private static IEnumerable<Diagnostic> Over(StepReview step, IReadOnlyDictionary<string, JsonElement> over)
    {
        foreach (var (name, values) in over)
        {
            var place = $"{step.Name}.search.over.{name}";
            if (!step.Component!.Parameters.TryGetValue(name, out var parameter))
            {
                yield return ParameterValidator.Unknown(step, name, "search", "over");
            }
            else if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0)
            {
                yield return SpecCodes.Search.Error(
                    step.ValueAt("search", "over", name),
                    $"{place}: expected a list of the values to try, found {(values.ValueKind == JsonValueKind.Array ? "an empty list" : Excerpt.Bare(values.GetRawText()))}",
                    $"each is {ParameterRule.Words(parameter)}");
            }
            else
            {
                foreach (var (index, value) in values.EnumerateArray().Index())
                {
                    if (ParameterRule.Problem(parameter, value) is not { } problem) continue;
                    yield return SpecCodes.ParameterValue.Error(step.ValueAt("search", "over", name, $"{index}"), $"{place}: {problem}");
                }

                var twice = values.EnumerateArray().GroupBy(value => value.GetRawText()).FirstOrDefault(group => group.Count() > 1);
                if (twice is not null) yield return SpecCodes.Search.Error(step.ValueAt("search", "over", name), $"{place}: {Excerpt.Bare(twice.Key)} stands twice");
            }
        }
    }

    private static IEnumerable<Diagnostic> OfTrials(StepReview step, SearchSpec search)
    {
        foreach (var (name, value) in search.With)
        {
            if (!step.Component!.Parameters.TryGetValue(name, out var parameter))
            {
                yield return ParameterValidator.Unknown(step, name, "search", "with");
            }
            else if (search.Over?.ContainsKey(name) == true)
            {
                yield return SpecCodes.Search.Error(step.At("search", "with", name), $"{step.Name}.search.with.{name}: the search is over this parameter", "keep one of the two");
            }
            else if (ParameterRule.Problem(parameter, value) is { } problem)
            {
                yield return SpecCodes.ParameterValue.Error(step.ValueAt("search", "with", name), $"{step.Name}.search.with.{name}: {problem}");
            }
        }
    }

    private static IEnumerable<Diagnostic> Missing(StepReview step) =>
        from component in (string[])[SearchExpansion.Holdout, SearchExpansion.Choose]
        where !step.Candidate.Model.Components.Knows(component)
        select SpecCodes.Search.Error(step.At("search"), $"{step.Name}.search: needs the component '{component}', which is not there");

    private static IEnumerable<Diagnostic> TakenNames(StepReview step) =>
        from name in step.Candidate.StepNames
        where name == SearchTrials.HoldoutOf(step.Name) || name == SearchTrials.ChoiceOf(step.Name)
            || name.StartsWith(SearchTrials.TrialOf(step.Name, 1)[..^1], StringComparison.Ordinal)
        select SpecCodes.Search.Error(
            step.Candidate.At("pipeline", name), $"step '{name}': the search of step '{step.Name}' makes steps of such names", "call it something else");
}
