using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Runtimes;

/// <summary>A runtime and its neighbours, by the names of their folders.</summary>
internal sealed record RuntimeReview(
    string Root, SpecReading<RuntimeSpec> Reading, IReadOnlyDictionary<string, SpecReading<RuntimeSpec>> All)
{
    public RuntimeSpec Spec => Reading.Spec!;

    public SourceMap Source => Reading.Source;
}
