using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Columns that steps read are there in training, and of the type that is needed.</summary>
internal sealed class ColumnValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Cycles.Count > 0) return [];
        return candidate.Steps.Values.Where(step => step.Component is not null).SelectMany(step => Validate(step, candidate.Columns));
    }

    private static IEnumerable<Diagnostic> Validate(StepReview step, ColumnFlow flow)
    {
        if (ReadableColumns(step, flow) is not { } columns) yield break;
        foreach (var read in ColumnRead.Of(step))
        {
            if (!columns.TryGetValue(read.Column, out var column))
            {
                var hint = Suggestion.Of(read.Column, columns.Keys);
                yield return SpecCodes.ColumnMissing.Error(
                    read.At, $"{read.Needs} reads the column {Excerpt.Of(read.Column)}, which the rows do not have", hint);
            }
            else if (read.Problem(column) is { } problem)
            {
                var fitting = columns.Where(other => read.Problem(other.Value) is null).Select(other => other.Key).ToList();
                var hint = fitting.Count == 0 ? null : $"these fit: {Suggestion.List(fitting)}";
                yield return SpecCodes.ColumnType.Error(read.At, $"{read.Needs} reads the column '{read.Column}', which {problem}", hint);
            }
        }
    }

    /// <summary>The columns of all rows that a step takes, of a union those that all have; null where those of any input cannot be told.</summary>
    internal static IReadOnlyDictionary<string, FieldSpec>? ReadableColumns(StepReview step, ColumnFlow flow)
    {
        if (step.Component!.Kind == "union") return flow.At(new PortReference(step.Name, step.Component.Outputs.First(output => output.Value.Type == "rows").Key));
        var rows = step.Inputs
            .Where(input => input.Takes.Type == "rows")
            .SelectMany(input => input.From)
            .Select(reference => flow.At(PortReference.Parse(reference)))
            .ToList();
        if (rows.Count == 0 || rows.Contains(null)) return null;
        var columns = new Dictionary<string, FieldSpec>();
        foreach (var (name, field) in rows.SelectMany(one => one!)) columns[name] = field;
        return columns;
    }
}
