using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A model and what it may refer to. Parts with errors of their own are missing from the record.</summary>
internal sealed record ModelReview(
    string Root,
    SpecReading<ModelSpec> Reading,
    Catalogue<ComponentSpec> Components,
    Catalogue<RuntimeSpec> Runtimes,
    IReadOnlyDictionary<string, SpecReading<ModelSpec>> Models,
    SpecReading<EnvironmentsSpec> Environments)
{
    public ModelSpec Spec => Reading.Spec!;

    public SourceMap Source => Reading.Source;

    /// <summary>Null when it has errors that would make other checks report what follows from them.</summary>
    public SignatureSpec? Signature { get; } = SoundSignature(Reading);

    public IEnumerable<CandidateReview> Candidates =>
        Spec.Candidates is null ? [] : Spec.Candidates.Select(candidate => new CandidateReview(this, candidate.Key, candidate.Value));

    /// <summary>The components of its own that its steps use; null where it has no candidates that could.</summary>
    public IEnumerable<string>? OwnUses => Spec.Candidates?.Values.Where(candidate => candidate.Pipeline is not null).SelectMany(candidate => candidate.Pipeline.Values).Select(step => step.Uses).Where(uses => uses is not null && OwnComponents.IsOwn(uses));

    /// <summary>What a step runs: a component, or the platform's own that asks a model; null where that is unknown or broken.</summary>
    public ComponentSpec? ComponentOf(string uses)
    {
        if (!ModelCall.Is(uses)) return Components.Sound(uses);
        return ModelCall.Parse(uses) is { } call && Models.TryGetValue(call.Model, out var called) && SoundSignature(called) is { } signature
            && Components.Sound(ModelCall.Component) is { } asking
            ? CalledModels.ComponentFor(asking, signature)
            : null;
    }

    private static SignatureSpec? SoundSignature(SpecReading<ModelSpec> reading) => reading.Spec?.Signature is { } signature
        && signature.Instance.Count == reading.Source.KeysAt("signature", "instance").Count()
        && signature.Prediction.Count == reading.Source.KeysAt("signature", "prediction").Count()
        && !SignatureValidator.Problems(signature, reading.Source).Any()
        ? signature
        : null;
}
