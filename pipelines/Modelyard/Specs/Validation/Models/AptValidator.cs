using Modelyard.Diagnostics;
using Modelyard.Specs.Requirements;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A model's packages of Debian are named one a line, and something of the model's own uses them.</summary>
internal sealed class AptValidator : ISpecValidator<ModelReview>
{
    public IEnumerable<Diagnostic> Validate(ModelReview model)
    {
        var (packages, problems) = AptFile.Read(model.Root, model.Reading.Folder);
        foreach (var problem in problems) yield return problem;
        if (packages is not null && model.OwnUses?.Any() == false)
        {
            yield return SpecCodes.AptUnused.Warning(
                new SourcePosition(packages.File!),
                $"no step of {model.Reading.Name} uses a component of its own, and only such get the packages",
                "what everybody needs goes into a runtime's runtime.yaml, or under debian: in pipelines/Runtimes/images.yaml");
        }
    }
}
