using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Releases;

/// <summary>What an arm pins is what the model's ledger has under that number. Where there is no ledger, only the registry knows.</summary>
internal sealed class PinValidator : ISpecValidator<ReleaseReview>
{
    public IEnumerable<Diagnostic> Validate(ReleaseReview release)
    {
        if (release.Ledger is not { } ledger) yield break;
        foreach (var (name, arm) in release.Spec.Arms ?? new Dictionary<string, ArmSpec>())
        {
            if (arm.Version?.Split('@', 2) is not [['v', ..] number, .. var pinned]) continue;
            var at = release.Source.ValueAt("arms", name, "version");
            if (!ledger.Versions.TryGetValue(number, out var known))
            {
                yield return SpecCodes.PinDiffers.Error(at, $"arms.{name}: {LedgerSpec.File} has no {number}; it ends with v{ledger.Versions.Count}");
            }
            else if (pinned is [var identity] && identity != known.Identity)
            {
                yield return SpecCodes.PinDiffers.Error(at, $"arms.{name}: {number} is {known.Identity} in {LedgerSpec.File}, not {identity}", $"write {number}@{known.Identity}");
            }
        }
    }
}
