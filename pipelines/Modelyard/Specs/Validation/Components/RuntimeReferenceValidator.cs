using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Components;

/// <summary>A component's runtime exists.</summary>
internal sealed class RuntimeReferenceValidator : ISpecValidator<ComponentReview>
{
    public IEnumerable<Diagnostic> Validate(ComponentReview component)
    {
        var name = component.Spec.Runtime;
        if (component.Runtimes.Knows(name)) yield break;
        yield return SpecCodes.UnknownRuntime.Error(
            component.Source.ValueAt("runtime"), $"runtime: {Excerpt.Of(name)} is no runtime", component.Runtimes.Suggest(name));
    }
}
