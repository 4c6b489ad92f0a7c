using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Runtimes;

/// <summary>A runtime is named as its folder is.</summary>
internal sealed class RuntimeNameValidator : ISpecValidator<RuntimeReview>
{
    public IEnumerable<Diagnostic> Validate(RuntimeReview runtime) => FolderName.Check(runtime.Reading, runtime.Spec.Name);
}
