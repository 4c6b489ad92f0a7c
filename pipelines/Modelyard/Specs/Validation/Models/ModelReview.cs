using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Models;

/// <summary>A model and what it may refer to. Parts with errors of their own are missing from the record.</summary>
internal sealed record ModelReview(
    string Root, SpecReading<ModelSpec> Reading, Catalogue<ComponentSpec> Components, Catalogue<RuntimeSpec> Runtimes)
{
    public ModelSpec Spec => Reading.Spec!;

    public SourceMap Source => Reading.Source;

    /// <summary>Null when it has errors that would make other checks report what follows from them.</summary>
    public SignatureSpec? Signature { get; } = SoundSignature(Reading);

    public IEnumerable<CandidateReview> Candidates =>
        Spec.Candidates is null ? [] : Spec.Candidates.Select(candidate => new CandidateReview(this, candidate.Key, candidate.Value));

    private static SignatureSpec? SoundSignature(SpecReading<ModelSpec> reading) => reading.Spec?.Signature is { } signature
        && signature.Instance.Count == reading.Source.KeysAt("signature", "instance").Count()
        && signature.Prediction.Count == reading.Source.KeysAt("signature", "prediction").Count()
        && !SignatureValidator.Problems(signature, reading.Source).Any()
        ? signature
        : null;
}
