using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Rows are put under each other before they are split, and their columns go together.</summary>
internal sealed class UnionValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) => candidate.Cycles.Count > 0
        ? []
        : candidate.Steps.Values.Where(step => step.Component?.Kind == "union").SelectMany(step => CheckOrigins(step).Concat(CheckColumns(step)));

    // Behind a split a row already has a part, and what was fitted there would meet rows that it never passed.
    private static IEnumerable<Diagnostic> CheckOrigins(StepReview step) =>
        from input in step.Spec.Inputs
        from reference in input.Value.Index()
        let source = PortReference.Parse(reference.Item).Step
        let kind = step.Candidate.Steps.GetValueOrDefault(source)?.Component?.Kind
        where kind is not (null or "source" or "union")
        select SpecCodes.SplitsDiffer.Error(
            step.ReferenceAt(input.Key, reference.Index),
            $"step '{step.Name}' puts rows of sources under each other, but '{source}' is a {kind}",
            "read what that step reads, and split afterwards");

    private static IEnumerable<Diagnostic> CheckColumns(StepReview step)
    {
        var inputs = step.Inputs.Where(input => input.Takes.Type == "rows")
            .SelectMany(input => input.From.Select(reference => (reference, columns: step.Candidate.Columns.At(PortReference.Parse(reference)))))
            .Where(input => input.columns is not null)
            .ToList();
        foreach (var (name, field) in inputs.Take(1).SelectMany(first => first.columns!))
        {
            var other = inputs.Find(input => input.columns!.TryGetValue(name, out var there) && FieldText.Of(there) != FieldText.Of(field));
            if (other.columns is null) continue;
            yield return SpecCodes.ColumnType.Error(
                step.ValueAt("inputs"), $"step '{step.Name}': the column '{name}' is {FieldText.Of(field)} in {inputs[0].reference} and {FieldText.Of(other.columns[name])} in {other.reference}");
        }
    }
}
