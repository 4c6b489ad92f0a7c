using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A model's owner is one of the tenants, where the repository lists any.</summary>
internal sealed class OwnerValidator : ISpecValidator<ModelReview>
{
    public IEnumerable<Diagnostic> Validate(ModelReview model)
    {
        var tenants = model.Environments.Source.KeysAt("tenants").Order(StringComparer.Ordinal).ToList();
        if (tenants.Count == 0 || model.Spec.Owner is not { } owner || tenants.Contains(owner)) yield break;
        yield return SpecCodes.UnknownOwner.Error(
            model.Source.At("owner"),
            $"the owner {Excerpt.Of(owner)} is no tenant; expected one of those that pipelines/environments.yaml lists under tenants",
            Suggestion.Of(owner, tenants));
    }
}
