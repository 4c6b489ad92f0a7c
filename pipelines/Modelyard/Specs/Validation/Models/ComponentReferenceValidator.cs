using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Every step uses a component that exists.</summary>
internal sealed class ComponentReferenceValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) =>
        from step in candidate.Steps.Values
        let components = candidate.Model.Components
        where !ModelCall.Is(step.Spec.Uses) && !components.Knows(step.Spec.Uses)
        select SpecCodes.UnknownComponent.Error(
            step.ValueAt("uses"),
            $"step '{step.Name}' uses {Excerpt.Of(step.Spec.Uses)}, which is no component",
            components.Suggest(step.Spec.Uses));
}
