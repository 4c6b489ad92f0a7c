using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A step sets parameters that its component has, to values that they accept, and all that are required.</summary>
internal sealed class ParameterValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) =>
        candidate.Steps.Values.Where(step => step.Component is not null).SelectMany(Validate);

    private static IEnumerable<Diagnostic> Validate(StepReview step)
    {
        var component = step.Component!;
        foreach (var (name, value) in step.Spec.With)
        {
            if (!component.Parameters.TryGetValue(name, out var parameter)) yield return Unknown(step, name, "with");
            else if (value.ValueKind == JsonValueKind.Null && IsUnset(parameter)) continue;
            else if (ParameterRule.Problem(parameter, value) is { } problem)
            {
                yield return SpecCodes.ParameterValue.Error(step.ValueAt("with", name), $"{step.Name}.with.{name}: {problem}");
            }
        }

        var unknown = step.Spec.With.Keys.Where(name => !component.Parameters.ContainsKey(name)).ToList();
        foreach (var (name, parameter) in component.Parameters
            .Where(parameter => parameter.Value.Required && !step.Has("with", parameter.Key) && !step.Has("search", "over", parameter.Key)))
        {
            // A mistyped parameter is one mistake, not two.
            if (unknown.Any(given => Suggestion.Nearest(given, component.Parameters.Keys) == name)) continue;
            yield return SpecCodes.ParameterMissing.Error(
                step.At("with"),
                $"step '{step.Name}' lacks the parameter '{name}' of component '{component.Name}': {ParameterRule.Words(parameter)}",
                "set it in 'with'");
        }
    }

    // What is unset by default may be said to be unset.
    private static bool IsUnset(ParameterSpec parameter) =>
        !parameter.Required && parameter.Default is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    /// <param name="path">Where parameters are given in the step: <c>with</c>, or of a search <c>search</c>, <c>over</c>.</param>
    internal static Diagnostic Unknown(StepReview step, string name, params string[] path) => SpecCodes.UnknownParameter.Error(
        step.At([.. path, name]),
        $"{step.Name}.{string.Join('.', path)}: component '{step.Component!.Name}' has no parameter {Excerpt.Of(name)}",
        Suggestion.Of(name, step.Component.Parameters.Keys));
}
