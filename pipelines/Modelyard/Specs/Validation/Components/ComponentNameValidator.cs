using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Components;

/// <summary>A component is named as its folder is.</summary>
internal sealed class ComponentNameValidator : ISpecValidator<ComponentReview>
{
    public IEnumerable<Diagnostic> Validate(ComponentReview component) =>
        FolderName.Check(component.Reading with { Name = Path.GetFileName(component.Reading.Folder) }, component.Spec.Name);
}
