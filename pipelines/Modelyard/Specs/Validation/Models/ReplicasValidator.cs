using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>The most replicas of a candidate are no fewer than its least.</summary>
internal sealed class ReplicasValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Serving?.Replicas is { Max: { } max, Min: var min } && max < min)
        {
            yield return SpecCodes.Replicas.Error(candidate.ValueAt("serving", "replicas", "max"), $"{candidate.Name}.serving.replicas.max is {max}; expected at least min, {min}");
        }
    }
}
