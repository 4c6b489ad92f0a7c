using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Releases;

/// <summary>Every arm names one candidate of the model or one version, pinned where the environment is protected.</summary>
internal sealed class ArmValidator : ISpecValidator<ReleaseReview>
{
    public IEnumerable<Diagnostic> Validate(ReleaseReview release) =>
        (release.Spec.Arms ?? new Dictionary<string, ArmSpec>()).SelectMany(arm => Validate(release, arm.Key, arm.Value));

    private static IEnumerable<Diagnostic> Validate(ReleaseReview release, string name, ArmSpec arm)
    {
        if ((arm.Candidate is null) == (arm.Version is null))
        {
            var found = arm.Candidate is null ? "neither" : "both";
            yield return SpecCodes.ArmTarget.Error(
                release.Source.At("arms", name), $"arms.{name}: expected either candidate or version, found {found}");
            yield break;
        }

        var isProtected = release.Environment?.Protected == true;
        if (arm.Candidate is { } candidate)
        {
            var at = release.Source.ValueAt("arms", name, "candidate");
            if (release.Candidates is { } candidates && !candidates.Contains(candidate))
            {
                var hint = Suggestion.Of(candidate, candidates);
                yield return SpecCodes.UnknownCandidate.Error(
                    at, $"arms.{name}: model '{release.Model}' has no candidate {Excerpt.Of(candidate)}", hint);
            }
            else if (isProtected)
            {
                yield return NotPinned(at, $"names the candidate '{candidate}'");
            }
        }
        else if (isProtected && !(arm.Version!.StartsWith('v') && arm.Version.Contains('@')))
        {
            yield return NotPinned(release.Source.ValueAt("arms", name, "version"), $"names {Excerpt.Of(arm.Version)}");
        }

        Diagnostic NotPinned(SourcePosition at, string what) => SpecCodes.NotPinned.Error(
            at, $"arms.{name}: {what}, but the environment '{release.Reading.Name}' is protected", "name a pinned version: v7@sha256:…");
    }
}
