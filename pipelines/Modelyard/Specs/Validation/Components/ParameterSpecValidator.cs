using System.Text.Json;
using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Components;

/// <summary>A parameter's type, default, range and choices agree with each other.</summary>
internal sealed class ParameterSpecValidator : ISpecValidator<ComponentReview>
{
    public IEnumerable<Diagnostic> Validate(ComponentReview component) =>
        component.Spec.Parameters.SelectMany(parameter => Validate(component, parameter.Key, parameter.Value));

    private static IEnumerable<Diagnostic> Validate(ComponentReview component, string name, ParameterSpec spec)
    {
        var hasDefault = spec.Default is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) };
        var isNumber = spec.Type is "integer" or "number";
        var isList = spec.Type is "list" or "columns";
        if (spec.Type is "file" or "variable" && !component.IsSource)
        {
            yield return Error("type", $"the type {spec.Type} is for sources only, since only they read outside their inputs; the kind is {component.Spec.Kind}");
        }

        if (spec.Required && hasDefault) yield return Error("default", "a required parameter has no default", "remove one of the two");
        if (!isNumber && !isList && (spec.Minimum ?? spec.Maximum) is not null)
        {
            yield return Error(spec.Minimum is null ? "maximum" : "minimum", $"a range is for numbers and lists; the type is {spec.Type}");
        }

        if (spec.Minimum > spec.Maximum) yield return Error("minimum", $"minimum {spec.Minimum} is greater than maximum {spec.Maximum}");
        if (isList && spec.Minimum < 0) yield return Error("minimum", "a list has no less than 0 items");
        if (spec.Of is not null && spec.Type is not ("list" or "column" or "columns"))
        {
            yield return Error("of", $"'of' is for list, column and columns; the type is {spec.Type}");
        }

        if (spec is { Of: "image", Type: "list" }) yield return Error("of", "a list holds string, number, integer or boolean");
        if (spec.Choices.Count > 0 && spec.Type is "boolean" or "column" or "columns")
        {
            yield return Error("choices", $"choices are for string, integer, number and list; the type is {spec.Type}");
        }

        foreach (var (index, choice) in spec.Choices.Index())
        {
            var item = isList && spec.Of is not null ? spec with { Type = spec.Of, Minimum = null, Maximum = null } : spec;
            if (!isList && ParameterRule.Problem(item with { Choices = [] }, choice) is { } problem)
            {
                yield return SpecCodes.ParameterSpec.Error(
                    component.Source.ValueAt("parameters", name, "choices", $"{index}"), $"parameters.{name}.choices: {problem}");
            }
        }

        if (hasDefault && ParameterRule.Problem(spec, spec.Default!.Value) is { } misfit)
        {
            yield return Error("default", $"default: {misfit}");
        }

        Diagnostic Error(string key, string message, string? hint = null) =>
            SpecCodes.ParameterSpec.Error(component.Source.ValueAt("parameters", name, key), $"parameters.{name}: {message}", hint);
    }
}
