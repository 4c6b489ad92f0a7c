using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Every input leads to an output of the type that it takes.</summary>
internal sealed class WiringValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) =>
        candidate.Steps.Values.SelectMany(step => step.Spec.Inputs.SelectMany(input => Validate(step, input.Key, input.Value)));

    private static IEnumerable<Diagnostic> Validate(StepReview step, string port, PortReferences references)
    {
        // Null where the component is unknown or lacks the port; the reference itself can still be checked.
        var takes = step.Component?.Inputs.GetValueOrDefault(port);
        if (takes is { Many: false } && references.IsList)
        {
            yield return SpecCodes.PortMismatch.Error(
                step.ValueAt("inputs", port),
                $"{step.Name}.inputs.{port}: takes one output, found a list of {references.Count}",
                "write step.output without brackets");
        }

        for (var index = 0; index < references.Count; index++)
        {
            if (Check(step, port, takes, references[index]) is var (code, message, hint))
            {
                yield return code.Error(step.ReferenceAt(port, index), message, hint);
            }
        }
    }

    private static (DiagnosticCode Code, string Message, string? Hint)? Check(StepReview step, string port, PortSpec? takes, string text)
    {
        var candidate = step.Candidate;
        var reference = PortReference.Parse(text);
        var place = $"{step.Name}.inputs.{port}";
        if (!candidate.StepNames.Contains(reference.Step))
        {
            var hint = Suggestion.Of(reference.Step, candidate.StepNames);
            return (SpecCodes.UnknownStep, $"{place}: there is no step {Excerpt.Of(reference.Step)} in candidate '{candidate.Name}'", hint);
        }

        if (candidate.Steps.GetValueOrDefault(reference.Step)?.Component is not { } component) return null;
        var outputs = ComponentPorts.OutputsOf(component);
        if (!outputs.TryGetValue(reference.Output, out var output))
        {
            return (SpecCodes.UnknownOutput,
                $"{place}: step '{reference.Step}' (component '{component.Name}') has no output {Excerpt.Of(reference.Output)}; "
                    + $"it gives {Suggestion.List(outputs.Keys)}",
                Suggestion.Near(reference.Output, outputs.Keys));
        }

        if (takes is null || ComponentPorts.Fits(takes, output)) return null;
        return (
            SpecCodes.PortMismatch,
            $"{place}: takes {ComponentPorts.Words(takes)}, but '{reference}' is {ComponentPorts.Words(output)}",
            FittingOutputs.Hint(step, takes, output));
    }
}
