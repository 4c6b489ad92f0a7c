using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A step gives inputs that its component has, and all that it needs.</summary>
internal sealed class PortValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) =>
        candidate.Steps.Values.Where(step => step.Component is not null).SelectMany(Validate);

    private static IEnumerable<Diagnostic> Validate(StepReview step)
    {
        var component = step.Component!;
        var unknown = step.Spec.Inputs.Keys.Where(port => !component.Inputs.ContainsKey(port)).ToList();
        foreach (var port in unknown)
        {
            var takes = Suggestion.List(component.Inputs.Keys);
            yield return SpecCodes.UnknownPort.Error(
                step.At("inputs", port),
                $"step '{step.Name}': component '{component.Name}' has no input {Excerpt.Of(port)}; it takes {takes}",
                Suggestion.Near(port, component.Inputs.Keys));
        }

        foreach (var (port, takes) in component.Inputs.Where(port => !port.Value.Optional && !step.Has("inputs", port.Key)))
        {
            // A mistyped port is one mistake, not two.
            if (unknown.Any(name => Suggestion.Nearest(name, component.Inputs.Keys) == port)) continue;
            yield return SpecCodes.InputMissing.Error(
                step.At("inputs"),
                $"step '{step.Name}' lacks the input '{port}' ({ComponentPorts.Words(takes)}) of component '{component.Name}'",
                FittingOutputs.Hint(step, takes));
        }
    }
}
