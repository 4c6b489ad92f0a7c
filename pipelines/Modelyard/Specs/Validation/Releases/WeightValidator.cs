using System.Globalization;
using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Releases;

/// <summary>The weights add up to 100.</summary>
internal sealed class WeightValidator : ISpecValidator<ReleaseReview>
{
    // Thirds are written as 33.33 and 33.34; less than a rounding error is no mistake.
    private const double Tolerance = 1e-6;

    public IEnumerable<Diagnostic> Validate(ReleaseReview release)
    {
        if (!release.Reading.Sound) yield break;
        var sum = release.Spec.Arms.Values.Sum(arm => arm.Weight);
        if (Math.Abs(sum - 100) <= Tolerance) yield break;
        var weights = string.Join(" + ", release.Spec.Arms.Values.Select(arm => arm.Weight.ToString(CultureInfo.InvariantCulture)));
        yield return SpecCodes.ReleaseWeights.Error(
            release.Source.At("arms"),
            $"arms: the weights add up to {Math.Round(sum, 6).ToString(CultureInfo.InvariantCulture)}, not 100: {weights}");
    }
}
