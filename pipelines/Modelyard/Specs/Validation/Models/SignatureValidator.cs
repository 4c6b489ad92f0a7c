using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>The fields of instances and predictions are of types that servers can read and write.</summary>
internal sealed class SignatureValidator : ISpecValidator<ModelReview>
{
    public IEnumerable<Diagnostic> Validate(ModelReview model) =>
        model.Spec.Signature is { } signature ? Problems(signature, model.Source) : [];

    internal static IEnumerable<Diagnostic> Problems(SignatureSpec signature, SourceMap source)
    {
        foreach (var (name, field) in signature.Instance)
        {
            var at = source.At("signature", "instance", name);
            foreach (var error in FieldShape.Check(field, $"signature.instance.{name}", at, complete: true)) yield return error;
            if (field.Type == "map")
            {
                yield return SpecCodes.FieldShape.Error(
                    at, $"signature.instance.{name}: an instance has no maps; they are for predictions");
            }
        }

        foreach (var (name, field) in signature.Prediction)
        {
            var at = source.At("signature", "prediction", name);
            foreach (var error in FieldShape.Check(field, $"signature.prediction.{name}", at, complete: true)) yield return error;
            if (field.Optional)
            {
                yield return SpecCodes.FieldShape.Error(
                    at, $"signature.prediction.{name}: 'optional' is for instances only; every prediction has every field");
            }
        }
    }
}
