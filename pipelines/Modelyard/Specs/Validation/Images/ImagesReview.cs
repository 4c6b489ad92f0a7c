using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Images;

/// <summary>A file of bases, and the runtimes that it speaks of.</summary>
internal sealed record ImagesReview(SpecReading<ImagesSpec> Reading, IReadOnlyDictionary<string, SpecReading<RuntimeSpec>> Runtimes)
{
    public ImagesSpec Spec => Reading.Spec!;

    public SourceMap Source => Reading.Source;
}
