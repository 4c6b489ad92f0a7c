using Microsoft.ML;
using Microsoft.ML.Transforms.Text;
using Modelyard.Steps;

namespace Modelyard.Components.TextClassification;

/// <summary>Texts to one vector: tf-idf of words and of letter sequences, each column's of length 1.</summary>
internal sealed class TextFeatures(MLContext context, TextSettings settings)
{
    /// <summary>The column of the vectors.</summary>
    public const string Features = "Features";

    private const NgramExtractingEstimator.WeightingCriteria Weighting = NgramExtractingEstimator.WeightingCriteria.TfIdf;
    private static readonly char[] Separators = [.. " \t\n-/,.()[]{}<>:;_+='\"!?|"];

    /// <summary>Learns vocabularies and weights from training rows.</summary>
    public ITransformer Fit(IDataView rows)
    {
        // The kept names begin with what no column of rows may be called, so that they never hide one.
        var plain = Chain(settings.Read.Select(column => context.Transforms.Text.NormalizeText($"$plain.{column}", column))).Fit(rows);
        var words = Chain(settings.Columns.Select(column => context.Transforms.Text.TokenizeIntoWords($"$words.{column}", $"$plain.{column}", Separators))).Fit(plain.Transform(rows));
        var tokens = words.Transform(plain.Transform(rows));
        var parts = settings.Columns.Select(column => Words(column, tokens)).Concat(settings.Letters.Select(Letters)).ToList();
        var features = Chain([
            .. parts.Select(part => part.Weights),
            context.Transforms.Concatenate(Features, [.. parts.Select(part => part.Name)]),
        ]).Fit(tokens);
        return new Microsoft.ML.Data.TransformerChain<ITransformer>(plain, words, features);
    }

    private (string Name, IEstimator<ITransformer> Weights) Words(string column, IDataView tokens)
    {
        var (name, keys) = ($"$weights.{column}", $"$keys.{column}");
        var kept = Vocabulary.Of(tokens, $"$words.{column}", settings.LeastTexts, settings.MostTerms);
        if (kept.Count == 0) throw new StepFailure($"no word of column '{column}' is in {settings.LeastTexts} training texts; lower min-df, or look at the column");
        return (name, Chain([
            context.Transforms.Conversion.MapValueToKey(keys, $"$words.{column}", keyData: Vocabulary.View(context, kept)),
            context.Transforms.Text.ProduceNgrams(name, keys, ngramLength: 1, maximumNgramsCount: kept.Count, weighting: Weighting),
            context.Transforms.NormalizeLpNorm(name, name),
        ]));
    }

    private (string Name, IEstimator<ITransformer> Weights) Letters(string column)
    {
        var (name, letters) = ($"$sequences.{column}", $"$letters.{column}");
        return (name, Chain([
            context.Transforms.Text.TokenizeIntoCharactersAsKeys(letters, $"$plain.{column}"),
            context.Transforms.Text.ProduceNgrams(
                name, letters, ngramLength: settings.LetterLength, useAllLengths: false, maximumNgramsCount: settings.MostTerms, weighting: Weighting),
            context.Transforms.NormalizeLpNorm(name, name),
        ]));
    }

    private static IEstimator<ITransformer> Chain(IEnumerable<IEstimator<ITransformer>> estimators) =>
        estimators.Aggregate((IEstimator<ITransformer>)new Microsoft.ML.Data.EstimatorChain<ITransformer>(), (chain, next) => chain.Append(next));
}
