using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Every step uses a component that exists.</summary>
internal sealed class ComponentReferenceValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) =>
        from step in candidate.Steps.Values
        let components = candidate.Model.Components
        where !components.Knows(step.Spec.Uses)
        let written = OwnComponents.Written(step.Spec.Uses)
        select SpecCodes.UnknownComponent.Error(
            step.ValueAt("uses"),
            $"step '{step.Name}' uses {Excerpt.Of(written)}, which is no component{(OwnComponents.IsOwn(step.Spec.Uses) ? " of this model's own" : "")}",
            OwnComponents.IsOwn(step.Spec.Uses) ? Own(candidate.Model, written) : components.Suggest(step.Spec.Uses));

    private static string Own(ModelReview model, string written)
    {
        var own = model.Components.Names.Where(name => name.StartsWith($"{model.Reading.Name}/", StringComparison.Ordinal)).Select(OwnComponents.Written).Order(StringComparer.Ordinal).ToList();
        return Suggestion.Near(written, own) ?? $"add {model.Reading.Folder}/{OwnComponents.Folder}/{Excerpt.Bare(written[2..])}/component.yaml{(own.Count > 0 ? $"; there are {Suggestion.List(own)}" : "")}";
    }
}
