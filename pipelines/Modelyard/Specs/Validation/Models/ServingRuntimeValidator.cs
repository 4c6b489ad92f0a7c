using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A candidate's serving runtime exists and serves.</summary>
internal sealed class ServingRuntimeValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Serving is not { Runtime: var name }) yield break;
        var runtimes = candidate.Model.Runtimes;
        var at = candidate.ValueAt("serving", "runtime");
        var serving = runtimes
            .All
            .Where(runtime => runtime.Sound && runtime.Reading.Spec!.Serves is not null)
            .Select(runtime => runtime.Reading.Name)
            .Order(StringComparer.Ordinal)
            .ToList();
        var hint = Suggestion.Of(name, serving, "these serve");
        if (!runtimes.Knows(name))
        {
            yield return SpecCodes.ServingRuntime.Error(at, $"{candidate.Name}.serving.runtime: {Excerpt.Of(name)} is no runtime", hint);
        }
        else if (runtimes.Sound(name) is { Serves: null })
        {
            yield return SpecCodes.ServingRuntime.Error(
                at, $"{candidate.Name}.serving.runtime: runtime '{name}' runs steps but does not serve", hint);
        }
    }
}
