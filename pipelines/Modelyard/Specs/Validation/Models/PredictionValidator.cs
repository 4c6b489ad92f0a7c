using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A prediction promises only what the served estimator gives.</summary>
internal sealed class PredictionValidator : ISpecValidator<CandidateReview>
{
    // What an output of type `predictions` becomes in an answer (docs/architecture.md, section 6).
    private static readonly IReadOnlyDictionary<string, string> Given =
        new Dictionary<string, string> { ["label"] = "string", ["scores"] = "a map of number" };

    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Chain is not { } chain || candidate.Model.Signature is not { } signature) yield break;
        if (candidate.OutputAt(new PortReference(chain.Estimator.Name, chain.Estimator.Output))?.Type != "predictions") yield break;
        foreach (var (name, field) in signature.Prediction)
        {
            var at = candidate.Model.Source.At("signature", "prediction", name);
            if (!Given.TryGetValue(name, out var type))
            {
                yield return SpecCodes.PredictionField.Error(
                    at, $"signature.prediction.{name}: predictions have label and scores only", Suggestion.Near(name, Given.Keys));
            }
            else if (FieldText.Of(field) != type)
            {
                yield return SpecCodes.PredictionField.Error(
                    at, $"signature.prediction.{name}: is {FieldText.Of(field)}, but predictions give {type}");
            }
        }
    }
}
