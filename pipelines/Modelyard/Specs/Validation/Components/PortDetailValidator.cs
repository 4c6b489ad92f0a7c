using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Components;

/// <summary>What a port says beside its type makes sense for an input or output of that type.</summary>
internal sealed class PortDetailValidator : ISpecValidator<ComponentReview>
{
    public IEnumerable<Diagnostic> Validate(ComponentReview component) =>
        component.Ports.SelectMany(port => Validate(component, port.Side, port.Name, port.Port));

    private static IEnumerable<Diagnostic> Validate(ComponentReview component, string side, string name, PortSpec port)
    {
        var isRows = port.Type == "rows";
        var isOutput = side == "outputs";
        if (isOutput && port.Many) yield return Error("many", "'many' is for inputs only");
        if (isOutput && port.Optional) yield return Error("optional", "'optional' is for inputs only");
        if (isOutput && port.Training) yield return Error("training", "'training' is for inputs only");
        if (port.Answers is not null && port.Type != "predictions") yield return Error("answers", $"'answers' is for predictions only; the type is {port.Type}");
        if (!isRows && port.Columns.Count > 0) yield return Error("columns", $"'columns' is for rows only; the type is {port.Type}");
        if (port.ColumnsFrom is { } from)
        {
            if (!(isRows && isOutput && component.IsSource)) yield return Error("columns-from", "'columns-from' is for rows that a source gives");
            if (port.Columns.Count > 0) yield return Error("columns", "give 'columns' or 'columns-from', not both");
            var fields = component.Spec.Parameters.Where(parameter => parameter.Value.Type == "fields").Select(parameter => parameter.Key).ToList();
            if (!fields.Contains(from)) yield return Error("columns-from", $"{Excerpt.Of(from)} is no parameter of type fields", Suggestion.Of(from, fields, "there are"));
        }

        if (!(isRows && isOutput) && port.Passes is not null) yield return Error("passes", "'passes' is for rows that are given only");
        if (!(isRows && isOutput) && port.Adds.Count > 0) yield return Error("adds", "'adds' is for rows that are given only");
        if (isRows && isOutput && port.Adds.Count > 0 && port.Passes is null)
        {
            yield return Error("adds", "'adds' needs 'passes': added to the columns of which input?");
        }

        if (port.Passes is not null && port.Columns.Count > 0) yield return Error("columns", "give 'columns' or 'passes', not both");
        if (isOutput
            && isRows
            && port.Passes is { } passes
            && !IsPassable(component.Spec.Inputs.GetValueOrDefault(passes)))
        {
            var rows = component.Spec.Inputs
                .Where(input => IsPassable(input.Value))
                .Select(input => input.Key)
                .ToList();
            yield return Error("passes", $"{Excerpt.Of(passes)} is no input of rows", Suggestion.Of(passes, rows, "inputs of rows"));
        }

        foreach (var (column, field) in port.Columns.Concat(port.Adds))
        {
            var at = port.Columns.ContainsKey(column)
                ? component.Source.At(side, name, "columns", column)
                : component.Source.At(side, name, "adds", column);
            var who = $"{side}.{name}: column '{column}'";
            foreach (var error in FieldShape.Check(field, who, at, complete: isOutput && component.IsSource)) yield return error;
            if (field.Type is "map" or "vector" or "neighbours") yield return SpecCodes.FieldShape.Error(at, $"{who}: rows have no {field.Type.TrimEnd('s')}s");
        }

        foreach (var parameter in port.Adds.Keys.Where(column => column.StartsWith('$')).Select(column => column[1..]))
        {
            if (component.Spec.Parameters.GetValueOrDefault(parameter)?.Type is "string" or "column") continue;
            var texts = component.Spec.Parameters.Where(other => other.Value.Type is "string" or "column").Select(other => other.Key);
            yield return SpecCodes.PortDetail.Error(
                component.Source.At(side, name, "adds", $"${parameter}"),
                $"{side}.{name}.adds: '${parameter}' stands for a parameter that holds text, and '{parameter}' is none",
                Suggestion.Near(parameter, texts));
        }

        // Only a union says which columns rows of several inputs have.
        bool IsPassable(PortSpec? input) => input is { Type: "rows" } && (!input.Many || component.Spec.Kind == "union");

        Diagnostic Error(string key, string message, string? hint = null) =>
            SpecCodes.PortDetail.Error(component.Source.At(side, name, key), $"{side}.{name}: {message}", hint);
    }
}
