using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>
/// What is fitted sees training rows only. A transform or estimator that reads a source directly would be fitted on test rows
/// too; as every path from a source is checked at its first step, those behind it need no check of their own.
/// </summary>
internal sealed class SplitValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Cycles.Count > 0) yield break;
        var origins = new RowOrigins(candidate);
        foreach (var step in candidate.Steps.Values.Where(step => step.Component?.Kind is "transform" or "estimator"))
        {
            foreach (var (port, index, source) in ReadsOfSources(step))
            {
                var splits = candidate.Steps.Values
                    .Where(other => other.Component?.Kind == "split")
                    .SelectMany(split => split.Component!.Outputs.Keys.Select(output => $"{split.Name}.{output}"));
                yield return SpecCodes.NotSplit.Error(
                    step.ReferenceAt(port, index),
                    $"step '{step.Name}' would be fitted on all rows of '{source}', test rows too: nothing splits them before",
                    splits.FirstOrDefault() is { } split ? $"read '{split}' instead" : "put a step that uses a split between the two");
            }

            var splitsOfInputs = step.Spec.Inputs.Values
                .SelectMany(references => references)
                .Select(reference => origins.Of(PortReference.Parse(reference).Step))
                .ToList();
            if (splitsOfInputs.Exists(one => one.Count != 1)) continue; // Unknown, or reported at an earlier step.
            var different = splitsOfInputs.SelectMany(one => one).Distinct().ToList();
            if (different.Count > 1)
            {
                yield return SpecCodes.SplitsDiffer.Error(
                    step.At("inputs"),
                    $"the inputs of step '{step.Name}' come from different splits, whose rows do not match: {Suggestion.List(different)}");
            }
        }
    }

    private static IEnumerable<(string Port, int Index, string Source)> ReadsOfSources(StepReview step) =>
        from input in step.Spec.Inputs
        from reference in input.Value.Index()
        let source = PortReference.Parse(reference.Item).Step
        where step.Candidate.Steps.GetValueOrDefault(source)?.Component?.Kind is "source" or "union"
        select (input.Key, reference.Index, source);
}
