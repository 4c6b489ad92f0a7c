using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A model is named as its folder is.</summary>
internal sealed class ModelNameValidator : ISpecValidator<ModelReview>
{
    public IEnumerable<Diagnostic> Validate(ModelReview model) => FolderName.Check(model.Reading, model.Spec.Name);
}
