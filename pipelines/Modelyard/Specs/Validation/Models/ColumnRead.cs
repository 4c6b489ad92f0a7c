using System.Text.Json;
using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>One column that a step reads: named by a parameter, or needed by an input of its component.</summary>
/// <param name="Needs">How the message says who needs it.</param>
/// <param name="Type">The type that the column must have; null for any.</param>
internal sealed record ColumnRead(string Column, FieldSpec? Type, string Needs, SourcePosition At)
{
    /// <summary>All that a step reads through column parameters and declared input columns.</summary>
    public static IEnumerable<ColumnRead> Of(StepReview step)
    {
        foreach (var (name, parameter) in step.Component!.Parameters.Where(parameter => parameter.Value.Type is "column" or "columns"))
        {
            if (step.Parameter(name) is not { } value || ParameterRule.Problem(parameter, value) is not null) continue;
            var type = parameter.Of is null ? null : new FieldSpec { Type = parameter.Of };
            var given = step.Has("with", name);
            var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.GetString()!).ToList() : null;
            if (items is null)
            {
                yield return new ColumnRead(value.GetString()!, type, Parameter(step, name, given), step.ValueAt("with", name));
            }
            else
            {
                foreach (var (index, item) in items.Index())
                {
                    yield return new ColumnRead(item, type, Parameter(step, name, given), step.ValueAt("with", name, $"{index}"));
                }
            }
        }

        foreach (var (port, takes, _) in step.Inputs)
        {
            foreach (var (column, type) in takes.Columns)
            {
                yield return new ColumnRead(column, type, $"{step.Name}.inputs.{port}", step.ValueAt("inputs", port));
            }
        }
    }

    /// <summary>What keeps a column from being read; null when nothing does.</summary>
    public string? Problem(FieldSpec column)
    {
        if (Type is null) return null;
        var fits = Type.Type == column.Type || (Type.Type == "number" && column.Type == "integer");
        if (!fits) return $"is {column.Type}, not {Type.Type}";
        var sizes = (Type.Width ?? column.Width) == column.Width
            && (Type.Height ?? column.Height) == column.Height
            && (Type.Channels ?? column.Channels) == column.Channels;
        return sizes ? null : $"is {FieldText.Of(column)}, not {FieldText.Of(Type)}";
    }

    private static string Parameter(StepReview step, string name, bool given) =>
        given ? $"{step.Name}.with.{name}" : $"step '{step.Name}', whose parameter '{name}' is left at its default,";
}
