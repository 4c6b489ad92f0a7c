using Microsoft.ML;
using Microsoft.ML.Data;

namespace Modelyard.Components.TextClassification;

/// <summary>
/// The words that count. ML.NET's own limit keeps those that it meets first, which favours the rows at the top; here it is the most
/// frequent, and of equally frequent ones the first in the alphabet.
/// </summary>
internal static class Vocabulary
{
    /// <summary>Words of a column of tokens that are in enough texts, sorted.</summary>
    public static IReadOnlyList<string> Of(IDataView texts, string column, int leastTexts, int mostWords)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var read = texts.Schema[column];
        using var cursor = texts.GetRowCursor([read]);
        var get = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(read);
        var words = default(VBuffer<ReadOnlyMemory<char>>);
        while (cursor.MoveNext())
        {
            get(ref words);
            foreach (var word in words.DenseValues().Select(word => word.ToString()).Distinct(StringComparer.Ordinal)) counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return [.. counts
            .Where(word => word.Value >= leastTexts && word.Key.Length > 0)
            .OrderByDescending(word => word.Value)
            .ThenBy(word => word.Key, StringComparer.Ordinal)
            .Take(mostWords)
            .Select(word => word.Key)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>As ML.NET takes a list of keys.</summary>
    public static IDataView View(MLContext context, IReadOnlyList<string> words) => context.Data.LoadFromEnumerable(words.Select(word => new Word { Text = word }));

    private sealed class Word
    {
        public required string Text { get; init; }
    }
}
