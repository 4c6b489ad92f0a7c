using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Specs;

namespace Modelyard.Running.Graph;

/// <summary>Draws the trials of a search. Pure: the same search gives the same trials on any machine and .NET version.</summary>
public static class SearchTrials
{
    /// <summary>
    /// The combinations to try, each parameter → value in the order of the file. All combinations in order where there are no more
    /// than trials; else distinct ones, the i-th draw being the first 8 bytes of SHA-256(<c>seed:i</c>) modulo their number.
    /// </summary>
    public static IReadOnlyList<JsonObject> Of(SearchSpec search)
    {
        var choices = search.Over.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.EnumerateArray().ToList());
        var combinations = choices.Values.Aggregate(1UL, (product, values) => Product(product, (ulong)values.Count));
        if (combinations <= (ulong)search.Trials) return [.. Enumerable.Range(0, (int)combinations).Select(number => Combination(choices, (ulong)number))];

        var drawn = new HashSet<ulong>();
        for (var draw = 0; drawn.Count < search.Trials; draw++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{search.Seed}:{draw}"));
            drawn.Add(BinaryPrimitives.ReadUInt64BigEndian(hash) % combinations);
        }

        return [.. drawn.Select(number => Combination(choices, number))];
    }

    /// <summary>The step that holds rows back for the trials of a step.</summary>
    public static string HoldoutOf(string step) => $"{step}-holdout";

    /// <summary>A trial of a step, counted from 1.</summary>
    public static string TrialOf(string step, int number) => $"{step}-trial-{number}";

    /// <summary>The step that takes the best trial of a step.</summary>
    public static string ChoiceOf(string step) => $"{step}-choose";

    // The last parameter changes fastest, as in nested loops.
    private static JsonObject Combination(Dictionary<string, List<JsonElement>> choices, ulong number)
    {
        var values = new List<KeyValuePair<string, JsonNode?>>();
        foreach (var (parameter, options) in choices.Reverse())
        {
            values.Add(KeyValuePair.Create(parameter, JsonSerializer.SerializeToNode(options[(int)(number % (ulong)options.Count)])));
            number /= (ulong)options.Count;
        }

        return new JsonObject(Enumerable.Reverse(values));
    }

    // Far more combinations than can be told apart are as good as endless.
    private static ulong Product(ulong one, ulong other) => other == 0 ? 0 : one > ulong.MaxValue / other ? ulong.MaxValue : one * other;
}
