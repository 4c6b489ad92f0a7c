using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

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
            if (field.Type is "map" or "neighbours")
            {
                yield return SpecCodes.FieldShape.Error(
                    at, $"signature.instance.{name}: an instance has no {(field.Type == "map" ? "maps" : "neighbours")}; they are for predictions");
            }
        }

        foreach (var error in OneOfProblems(signature, source)) yield return error;

        foreach (var (name, field) in signature.Prediction)
        {
            var at = source.At("signature", "prediction", name);
            foreach (var error in FieldShape.Check(field, $"signature.prediction.{name}", at, complete: true)) yield return error;
            if (field.Optional)
            {
                yield return SpecCodes.FieldShape.Error(
                    at, $"signature.prediction.{name}: 'optional' is for instances only; every prediction has every field");
            }

            if (field.Type == "vector") yield return SpecCodes.FieldShape.Error(at, $"signature.prediction.{name}: vectors are for instances only");
            if ((field.Minimum ?? field.Maximum) is not null)
            {
                yield return SpecCodes.FieldShape.Error(at, $"signature.prediction.{name}: 'minimum' and 'maximum' are for instances only");
            }
        }
    }

    private static IEnumerable<Diagnostic> OneOfProblems(SignatureSpec signature, SourceMap source)
    {
        foreach (var (index, name) in signature.OneOf.Index())
        {
            var at = source.ValueAt("signature", "one-of", $"{index}");
            if (!signature.Instance.TryGetValue(name, out var field))
            {
                yield return SpecCodes.OneOf.Error(
                    at, $"signature.one-of: an instance has no field {Excerpt.Of(name)}", Suggestion.Of(name, signature.Instance.Keys));
            }
            else if (!field.Optional)
            {
                yield return SpecCodes.OneOf.Error(
                    at, $"signature.one-of: '{name}' is there in every instance, so it is no choice", $"give signature.instance.{name} 'optional: true'");
            }
        }

        var whole = source.At("signature", "one-of");
        if (signature.OneOf.Count == 1) yield return SpecCodes.OneOf.Error(whole, "signature.one-of: one field is no choice; name two or more, or leave it out");
        if (signature.OneOf.Distinct().Count() < signature.OneOf.Count) yield return SpecCodes.OneOf.Error(whole, "signature.one-of: a field is named twice");
    }
}
