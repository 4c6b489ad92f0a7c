using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.EndToEnd.Tests.Fuzzing;

/// <summary>
/// Spoils good request bodies: half of them in their structure (another type, a missing or additional key, an extreme value), half of them in
/// their bytes (flipped, cut, doubled). The same seed gives the same bodies.
/// </summary>
internal sealed class BodyMutator(IReadOnlyList<JsonNode> instances, int seed)
{
    private static readonly string[] Extremes =
    [
        "null", "true", "-0", "1e999", "-1e308", "1e-400", "9223372036854775808", "0.1e1", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\U0001F600\"",
        "[]", "[[]]", "[[[[[[[[1]]]]]]]]", "{}", "{\"b64\": \"\"}", "{\"b64\": \"iVBORw0KGgo=\"}", "{\"b64\": 7}", "{\"a\": 1, \"a\": 2}", "NaN", "-Infinity", "01", "'x'",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next body: UTF-8, or what is left of it.</summary>
    public byte[] Next()
    {
        var count = _random.Next(8) == 0 ? _random.Next(2, 5) : 1;
        var document = new JsonObject { ["instances"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => Pick(instances).DeepClone())]) };
        return _random.Next(2) == 0 ? Structured(document) : Flipped(Encoding.UTF8.GetBytes(document.ToJsonString()));
    }

    private byte[] Structured(JsonObject document)
    {
        // A mark stands where the extreme goes, since most extremes are no values that a node could hold.
        const string Mark = "\"@@\"";
        var changes = _random.Next(1, 4);
        for (var change = 0; change < changes; change++) Spoil(document);
        var text = document.ToJsonString();
        while (text.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at) text = string.Concat(text.AsSpan(0, at), Extreme(), text.AsSpan(at + Mark.Length));
        return Encoding.UTF8.GetBytes(text);
    }

    private void Spoil(JsonObject document)
    {
        var node = Somewhere(document);
        switch (node)
        {
            case JsonObject members when members.Count > 0 && _random.Next(3) == 0:
                members.Remove(Pick([.. members.Select(member => member.Key)]));
                break;
            case JsonObject members:
                members[_random.Next(3) == 0 ? $"key{_random.Next(100)}" : Pick([.. members.Select(member => member.Key), "instances", "b64"])] = "@@";
                break;
            case JsonArray items when items.Count > 0 && _random.Next(3) == 0:
                items.RemoveAt(_random.Next(items.Count));
                break;
            case JsonArray items when items.Count > 0 && _random.Next(2) == 0:
                items[_random.Next(items.Count)] = "@@";
                break;
            case JsonArray items:
                items.Add("@@");
                break;
        }
    }

    // A walk down that stops anywhere.
    private JsonNode Somewhere(JsonNode node)
    {
        while (_random.Next(4) != 0)
        {
            IReadOnlyList<JsonNode?> below = node switch
            {
                JsonObject members => [.. members.Select(member => member.Value)],
                JsonArray items => [.. items],
                _ => [],
            };
            var deeper = below.Where(child => child is JsonObject or JsonArray).ToList();
            if (deeper.Count == 0) break;
            node = Pick(deeper)!;
        }

        return node;
    }

    private string Extreme() => _random.Next(12) switch
    {
        0 => new string('[', _random.Next(1, 3000)),
        1 => JsonSerializer.Serialize(new string((char)_random.Next(0x20, 0xD7FF), _random.Next(1, 5000))),
        2 => $"[{string.Join(',', Enumerable.Repeat(_random.Next(-1, 300), _random.Next(1, 1500)))}]",
        3 => $"{_random.NextDouble() * Math.Pow(10, _random.Next(-320, 309))}",
        _ => Pick(Extremes),
    };

    private byte[] Flipped(byte[] body)
    {
        var bytes = body.ToList();
        var changes = _random.Next(1, 6);
        for (var change = 0; change < changes && bytes.Count > 0; change++)
        {
            var at = _random.Next(bytes.Count);
            switch (_random.Next(5))
            {
                case 0: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: bytes.RemoveRange(at, Math.Min(_random.Next(1, 40), bytes.Count - at)); break;
                case 2: bytes.Insert(at, (byte)_random.Next(256)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(_random.Next(1, 40), bytes.Count - at))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
