using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>An instance looks like the rows that the served chain was trained on, and has every column that its steps read.</summary>
internal sealed class InstanceValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Chain is not { } chain || candidate.Model.Signature is not { } signature) return [];
        var entering = chain.EnteringOf(signature);
        var mismatches = CompareWithSource(candidate, entering, chain.Rows).ToList();
        return mismatches.Count > 0 ? mismatches : CheckReads(candidate, entering, chain);
    }

    private static IEnumerable<Diagnostic> CompareWithSource(CandidateReview candidate, IReadOnlyDictionary<string, FieldSpec> entering, PortReference rows)
    {
        if (candidate.Columns.BeforeSplits(rows) is not { } source || candidate.Columns.At(source) is not { } columns) yield break;
        var trained = $"training rows ('{source}' of component '{candidate.Steps[source.Step].Spec.Uses}')";
        foreach (var (name, field) in entering.Where(field => field.Value.Type != "vector"))
        {
            var at = candidate.Model.Source.At("signature", "instance", name);
            if (!columns.TryGetValue(name, out var column))
            {
                var hint = Suggestion.Of(name, columns.Keys);
                yield return SpecCodes.InstanceColumn.Error(at, $"signature.instance.{name}: {trained} have no column '{name}'", hint);
            }
            else if (FieldText.Of(column) != FieldText.Of(field))
            {
                yield return SpecCodes.InstanceColumn.Error(
                    at, $"signature.instance.{name}: is {FieldText.Of(field)}, but {trained} have {FieldText.Of(column)}");
            }
        }
    }

    // The same flow of columns as in training, but from an instance: a column that only the source has would be missing.
    private static IEnumerable<Diagnostic> CheckReads(CandidateReview candidate, IReadOnlyDictionary<string, FieldSpec> entering, ServingChain chain)
    {
        var serving = new ColumnFlow(candidate, entering);
        foreach (var step in chain.Steps.Select(step => candidate.Steps[step.Name]))
        {
            if (ColumnValidator.ReadableColumns(step, serving) is not { } columns) continue;
            var inTraining = ColumnValidator.ReadableColumns(step, candidate.Columns);
            foreach (var read in ColumnRead.Of(step).Where(read => !columns.ContainsKey(read.Column) && FitsTraining(read, inTraining)))
            {
                yield return SpecCodes.InstanceLacks.Error(
                    read.At,
                    $"{read.Needs} reads the column '{read.Column}' when serving, but an instance has only: {Suggestion.List(columns.Keys)}",
                    $"add '{read.Column}' to signature.instance, or read another column");
            }
        }
    }

    private static bool FitsTraining(ColumnRead read, IReadOnlyDictionary<string, FieldSpec>? columns) =>
        columns is null || (columns.TryGetValue(read.Column, out var column) && read.Problem(column) is null);
}
