using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Releases;

/// <summary>A release, the environments, and the candidates and numbers of its model.</summary>
/// <param name="Candidates">Names in the model's file; null where that could not be read.</param>
/// <param name="Ledger">Null where the model has none, or one with errors.</param>
internal sealed record ReleaseReview(
    SpecReading<ReleaseSpec> Reading, SpecReading<EnvironmentsSpec> Environments, string Model, IReadOnlyList<string>? Candidates, LedgerSpec? Ledger)
{
    public ReleaseSpec Spec => Reading.Spec!;

    public SourceMap Source => Reading.Source;

    /// <summary>Null where the environment is unknown or has errors.</summary>
    public EnvironmentSpec? Environment => Environments.Spec?.Environments?.GetValueOrDefault(Reading.Name);
}
