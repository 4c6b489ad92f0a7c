using Modelyard.Steps;

namespace Modelyard.Components.TextClassification;

/// <summary>The parameters of a fit, as component.yaml describes them.</summary>
internal sealed record TextSettings(
    IReadOnlyList<string> Columns, IReadOnlyList<string> Letters, int LetterLength, int LeastTexts, int MostTerms, int Iterations, float L2, int Seed)
{
    public static TextSettings Of(StepParameters parameters) => new(
        [.. parameters.Texts("columns").Distinct()],
        parameters.Has("letters") ? [.. parameters.Texts("letters").Distinct()] : [],
        parameters.Whole("letter-length"),
        parameters.Whole("min-df"),
        parameters.Whole("max-terms"),
        parameters.Whole("iterations"),
        (float)parameters.Number("l2"),
        parameters.Whole("seed"));

    /// <summary>Every column that is read, once.</summary>
    public IReadOnlyList<string> Read => [.. Columns.Concat(Letters).Distinct()];
}
