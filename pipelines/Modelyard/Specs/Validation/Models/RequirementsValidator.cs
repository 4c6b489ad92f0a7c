using Modelyard.Diagnostics;
using Modelyard.Specs.Requirements;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A model's own packages are pinned, one a line, and something of the model's own uses them.</summary>
internal sealed class RequirementsValidator : ISpecValidator<ModelReview>
{
    public IEnumerable<Diagnostic> Validate(ModelReview model)
    {
        var (requirements, problems) = RequirementsFile.Read(model.Root, model.Reading.Folder);
        foreach (var problem in problems) yield return problem;
        if (requirements is not null && model.OwnUses?.Any(uses => IsPython(model, uses)) == false)
        {
            yield return SpecCodes.RequirementsUnused.Warning(
                new SourcePosition(requirements.File!),
                $"no step of {model.Reading.Name} uses a component of its own in Python, and only such get the packages",
                "what everybody needs goes into a runtime's runtime.yaml");
        }
    }

    // Of a component with errors nothing is said: it may be one.
    private static bool IsPython(ModelReview model, string component) =>
        model.Components.Sound(component) is not { } sound || model.Runtimes.Sound(sound.Runtime) is not { } runtime || runtime.Language == "python";
}
