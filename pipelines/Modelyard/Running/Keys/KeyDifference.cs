using System.Text.Json.Nodes;

namespace Modelyard.Running.Keys;

/// <summary>One part of a key that is not what it was.</summary>
/// <param name="Part"><c>component</c>, <c>parameters.size</c>, <c>inputs.matrix</c>, …</param>
public sealed record KeyDifference(string Part, string? Before, string? Now)
{
    /// <summary>All parts in which two key documents differ, in the order of the document.</summary>
    public static IReadOnlyList<KeyDifference> Between(JsonObject before, JsonObject now) => [.. Between("", before, now)];

    private static IEnumerable<KeyDifference> Between(string prefix, JsonObject before, JsonObject now)
    {
        foreach (var name in before.Select(member => member.Key).Union(now.Select(member => member.Key)))
        {
            var (old, current) = (before[name], now[name]);
            // A member that is null is not one that is missing.
            if (JsonNode.DeepEquals(old, current) && before.ContainsKey(name) == now.ContainsKey(name)) continue;
            if (old is JsonObject oldMembers && current is JsonObject currentMembers)
            {
                foreach (var inner in Between($"{prefix}{name}.", oldMembers, currentMembers)) yield return inner;
            }
            else
            {
                yield return new KeyDifference(prefix + name, Text(before, name), Text(now, name));
            }
        }
    }

    private static string? Text(JsonObject document, string name) =>
        !document.TryGetPropertyValue(name, out var value) ? null : value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value?.ToJsonString() ?? "null";
}
