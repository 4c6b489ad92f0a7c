using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Versions.Answers;

/// <summary>Similarity: <c>{"neighbours": [{"id": "17", "distance": 0.5}, …]}</c>, nearest first.</summary>
internal sealed class NeighbourAnswers : AnswerKind
{
    /// <summary>
    /// The greatest difference of a distance, of the expected one where that is beyond 1, else absolute. Neighbours whose expected distances
    /// are no further apart are at a tie.
    /// </summary>
    private const double Tolerance = 1e-5;

    private const int MostInALine = 5;

    /// <inheritdoc/>
    public override string Name => "neighbours";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Fields { get; } = new Dictionary<string, string> { ["neighbours"] = "neighbours" };

    /// <inheritdoc/>
    public override JsonObject Describe(string predictions) => new() { ["answers"] = Name };

    /// <inheritdoc/>
    public override Func<int, JsonObject> Read(string predictions, int count)
    {
        var ids = File.ReadAllLines(Path.Combine(predictions, "ids.jsonl")).Select(line => JsonSerializer.Deserialize<string[]>(line)!).ToList();
        var distances = NpyArray.Open(Path.Combine(predictions, "distances.npy"));
        Require(ids.Count == count, $"ids.jsonl has {ids.Count} lines, expected {count}");
        Require(distances.Shape is [var rows, _] && rows == count, $"distances.npy has the shape [{string.Join(", ", distances.Shape)}], expected [{count}, k]");
        Require(ids.TrueForAll(names => names.Length == distances.Shape[1] && !names.Contains(null)), $"ids.jsonl does not hold {distances.Shape[1]} ids a line");
        return place => Prediction(ids[place], distances.ReadRow<float>(place));
    }

    /// <inheritdoc/>
    public override string? Difference(JsonObject expected, JsonNode? actual)
    {
        if (Items(actual) is not { } given) return "no neighbours were answered";
        var wanted = Items(expected)!;
        if (wanted.Count != given.Count) return $"{given.Count} neighbours were answered, expected {wanted.Count}";
        for (var place = 0; place < wanted.Count; place++)
        {
            if (!Same(wanted[place].Distance, given[place].Distance))
            {
                return $"the distance of neighbour {place + 1} is {Text(given[place].Distance)}, expected {Text(wanted[place].Distance)} ± {Text(Tolerance)} of it";
            }
        }

        if (given.Select(item => item.Id).Distinct().Count() < given.Count) return "a neighbour was answered twice";
        var stranger = given.Index().FirstOrDefault(item => !MayStand(item.Item.Id, item.Index, wanted), (-1, default));
        return stranger.Index < 0 ? null : $"neighbour {stranger.Index + 1} is '{stranger.Item.Id}', expected '{wanted[stranger.Index].Id}'";
    }

    /// <inheritdoc/>
    public override string Word(JsonObject prediction) => Items(prediction) is [var nearest, ..] ? nearest.Id : prediction.ToJsonString();

    /// <summary>The nearest few, each with its distance.</summary>
    public override string Line(JsonObject prediction) =>
        Items(prediction) is { } items
            ? string.Join(", ", items.Take(MostInALine).Select(item => $"{item.Id} {item.Distance.ToString("0.####", CultureInfo.InvariantCulture)}"))
                + (items.Count > MostInALine ? $", … ({items.Count})" : "")
            : prediction.ToJsonString();

    // The very one; one that was expected elsewhere at the same distance; or, at the last distance, one that was just cut off.
    private static bool MayStand(string id, int place, IReadOnlyList<Item> wanted)
    {
        if (wanted[place].Id == id) return true;
        var there = wanted.FirstOrDefault(item => item.Id == id);
        return Same(wanted[place].Distance, there.Id is null ? wanted[^1].Distance : there.Distance);
    }

    private static bool Same(double wanted, double given) => Math.Abs(wanted - given) <= Tolerance * Math.Max(1, Math.Abs(wanted));

    private static JsonObject Prediction(string[] ids, float[] distances) => new()
    {
        ["neighbours"] = new JsonArray([.. ids.Zip(distances, (id, distance) => (JsonNode)new JsonObject { ["id"] = id, ["distance"] = distance })]),
    };

    private static List<Item>? Items(JsonNode? prediction)
    {
        if ((prediction as JsonObject)?["neighbours"] is not JsonArray neighbours) return null;
        var items = new List<Item>();
        foreach (var neighbour in neighbours)
        {
            if (neighbour is not JsonObject fields
                || fields["id"] is not JsonValue id || !id.TryGetValue<string>(out var name)
                || fields["distance"] is not JsonValue distance || !TryRead(distance, out var value)) return null;
            items.Add(new Item(name, value));
        }

        return items;
    }

    // Parsed JSON gives a double; what Read made holds a float.
    private static bool TryRead(JsonValue number, out double value)
    {
        if (number.TryGetValue(out value)) return true;
        var isFloat = number.TryGetValue<float>(out var single);
        value = single;
        return isFloat;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private readonly record struct Item(string Id, double Distance);
}
