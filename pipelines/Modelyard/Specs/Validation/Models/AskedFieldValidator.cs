using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>
/// Fields that go straight to the estimator are of the types that its component takes, may be left out, and stand with the one that
/// goes through the chain in <c>one-of</c>, so that every instance asks in exactly one way.
/// </summary>
internal sealed class AskedFieldValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Chain is not { } chain || candidate.Model.Signature is not { } signature) return [];
        var serves = chain.Estimator.Component.Serves ?? new ServesSpec();
        var asked = chain.AskedOf(signature);
        var strays = signature.Instance.Where(field => field.Value.Type == "vector" && !asked.ContainsKey(field.Key)).Select(field => field.Key).ToList();
        return [.. strays.Select(name => Stray(candidate, chain, name, serves)),
            .. asked.SelectMany(field => Check(candidate, chain, signature, field.Key, field.Value, serves)),
            .. CheckChoice(candidate, chain, signature, strays)];
    }

    private static Diagnostic Stray(CandidateReview candidate, ServingChain chain, string name, ServesSpec serves)
    {
        var vectors = serves.Queries.Concat(serves.Options).Where(field => field.Value.Type == "vector").Select(field => field.Key).ToList();
        var who = $"the estimator of candidate '{candidate.Name}' ('{chain.Estimator.Component.Name}')";
        return SpecCodes.AskedField.Error(
            candidate.Model.Source.At("signature", "instance", name),
            $"signature.instance.{name}: no rows hold vectors, and {who} takes {(vectors.Count == 0 ? "none" : "none of this name")}",
            vectors.Count == 0 ? null : $"call it {Suggestion.List(vectors)}");
    }

    private static IEnumerable<Diagnostic> Check(
        CandidateReview candidate, ServingChain chain, SignatureSpec signature, string name, FieldSpec field, ServesSpec serves)
    {
        var at = candidate.Model.Source.At("signature", "instance", name);
        var isQuery = serves.Queries.TryGetValue(name, out var takes);
        takes ??= serves.Options[name];
        if (takes.Type != field.Type)
        {
            yield return SpecCodes.AskedField.Error(
                at, $"signature.instance.{name}: is {FieldText.Of(field)}, but component '{chain.Estimator.Component.Name}' takes {FieldText.Of(takes)}");
        }

        if (isQuery && !signature.OneOf.Contains(name))
        {
            yield return SpecCodes.AskedField.Error(
                at,
                $"signature.instance.{name}: component '{chain.Estimator.Component.Name}' takes it in the place of what goes through the chain, so an instance has one of them",
                $"add 'one-of: [{string.Join(", ", chain.EnteringOf(signature).Keys.Take(1).Concat(signature.OneOf).Append(name).Distinct())}]' to signature");
        }
        else if (!isQuery && !field.Optional)
        {
            yield return SpecCodes.AskedField.Error(at, $"signature.instance.{name}: component '{chain.Estimator.Component.Name}' has a value of its own for it", "make it 'optional: true'");
        }
    }

    private static IEnumerable<Diagnostic> CheckChoice(CandidateReview candidate, ServingChain chain, SignatureSpec signature, IReadOnlyCollection<string> strays)
    {
        if (signature.OneOf.Count == 0 || strays.Count > 0) yield break;
        var at = candidate.Model.Source.At("signature", "one-of");
        var queries = chain.Estimator.Component.Serves?.Queries ?? new Dictionary<string, FieldSpec>();
        var through = signature.OneOf.Where(name => !queries.ContainsKey(name)).ToList();
        if (through.Count == 1) yield break;
        var known = queries.Count == 0 ? "takes no queries" : $"takes the queries {Suggestion.List(queries.Keys)}";
        yield return SpecCodes.AskedField.Error(
            at,
            $"signature.one-of: exactly one field goes through the chain, found {(through.Count == 0 ? "none" : string.Join(", ", through))}; component '{chain.Estimator.Component.Name}' {known}");
    }
}
