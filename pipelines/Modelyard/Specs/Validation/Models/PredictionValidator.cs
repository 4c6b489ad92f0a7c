using Modelyard.Diagnostics;
using Modelyard.Versions.Answers;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A prediction promises only what the served estimator gives.</summary>
internal sealed class PredictionValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Chain is not { } chain || candidate.Model.Signature is not { } signature) yield break;
        if (candidate.OutputAt(new PortReference(chain.Estimator.Name, chain.Estimator.Output)) is not { } output) yield break;
        if (ComponentPorts.AnswersOf(output) is not { } answers) yield break;
        var given = AnswerKinds.Named(answers).Fields;
        var all = string.Join(" and ", given.Keys);
        var mistaken = signature.Prediction.Keys.Any(name => !given.ContainsKey(name));
        foreach (var name in given.Keys.Where(name => !mistaken && !signature.Prediction.ContainsKey(name)))
        {
            yield return SpecCodes.PredictionField.Error(
                candidate.Model.Source.At("signature", "prediction"), $"signature.prediction: lacks {name}; predictions of {answers} have {all}");
        }

        foreach (var (name, field) in signature.Prediction)
        {
            var at = candidate.Model.Source.At("signature", "prediction", name);
            if (!given.TryGetValue(name, out var type))
            {
                yield return SpecCodes.PredictionField.Error(
                    at, $"signature.prediction.{name}: predictions of {answers} have {all} only", Suggestion.Near(name, given.Keys));
            }
            else if (FieldText.Of(field) != type)
            {
                yield return SpecCodes.PredictionField.Error(
                    at, $"signature.prediction.{name}: is {FieldText.Of(field)}, but predictions of {answers} give {type}");
            }
        }
    }
}
