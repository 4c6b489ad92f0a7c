using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Releases;

/// <summary>A release's file is named after an environment.</summary>
internal sealed class EnvironmentReferenceValidator : ISpecValidator<ReleaseReview>
{
    public IEnumerable<Diagnostic> Validate(ReleaseReview release)
    {
        var names = release.Environments.Source.KeysAt("environments").ToList();
        if (names.Count == 0 || names.Contains(release.Reading.Name)) yield break;
        yield return SpecCodes.UnknownEnvironment.Error(
            release.Source.At(),
            $"the file is named after {Excerpt.Of(release.Reading.Name)}, which is no environment",
            Suggestion.Of(release.Reading.Name, names));
    }
}
