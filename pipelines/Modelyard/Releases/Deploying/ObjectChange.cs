using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Modelyard.Releases.Deploying;

/// <summary>What is done to an object.</summary>
public enum ChangeVerb
{
    Created,
    Changed,
    Deleted,
}

/// <summary>An object that is another than before, field by field.</summary>
/// <param name="Kind"><c>Deployment</c></param>
/// <param name="Fields">Of a changed one: <c>spec.replicas: 1 → 2</c>.</param>
public sealed record ObjectChange(ChangeVerb Verb, string Kind, string Name, IReadOnlyList<string> Fields)
{
    private static readonly string[] Servers = ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"];
    private static readonly string[] Keys = ["name", "mountPath", "containerPort", "topologyKey"];

    /// <summary>What an apply changed, or would; <see langword="null"/> where nothing is other than it was. Since only our fields were applied, only ours differ.</summary>
    /// <param name="before"><see langword="null"/> where it was not there.</param>
    /// <param name="after">As the server has it, with all defaults.</param>
    public static ObjectChange? Between(IKubernetesObject<V1ObjectMeta>? before, IKubernetesObject<V1ObjectMeta> after)
    {
        if (before is null) return new ObjectChange(ChangeVerb.Created, after.Kind, after.Metadata.Name, []);
        var fields = new List<string>();
        Compare("", Content(before), Content(after), fields);
        return fields.Count == 0 ? null : new ObjectChange(ChangeVerb.Changed, after.Kind, after.Metadata.Name, fields);
    }

    public static ObjectChange Deletion(IKubernetesObject<V1ObjectMeta> gone) => new(ChangeVerb.Deleted, gone.Kind, gone.Metadata.Name, []);

    /// <summary><c>~ Deployment item-photo-…</c></summary>
    public override string ToString() => $"{Verb switch { ChangeVerb.Created => '+', ChangeVerb.Deleted => '-', _ => '~' }} {Kind} {Name}";

    private static JsonObject Content(IKubernetesObject<V1ObjectMeta> item)
    {
        var document = JsonNode.Parse(KubernetesJson.Serialize((object)item))!.AsObject();
        document.Remove("status");
        foreach (var name in Servers) document["metadata"]!.AsObject().Remove(name);
        return document;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<string> fields)
    {
        if (JsonNode.DeepEquals(before, after)) return;
        if (before is JsonObject old && after is JsonObject now)
        {
            foreach (var name in old.Select(member => member.Key).Union(now.Select(member => member.Key)).Order(StringComparer.Ordinal))
            {
                Compare(path.Length == 0 ? name : $"{path}.{name}", old[name], now[name], fields);
            }
        }
        else if (before is JsonArray items && after is JsonArray others && KeyOf(items.Concat(others)) is { } key)
        {
            foreach (var name in items.Concat(others).Select(item => Text(item![key])).Distinct()) Compare($"{path}[{name}]", Item(items, key, name), Item(others, key, name), fields);
        }
        else if (before is JsonArray first && after is JsonArray second && first.Count == second.Count)
        {
            for (var i = 0; i < first.Count; i++) Compare($"{path}[{i}]", first[i], second[i], fields);
        }
        else if (Lines(before) is { Length: > 1 } lines && Lines(after) is var other && other.Length == lines.Length)
        {
            fields.AddRange(lines.Zip(other).Index().Where(line => line.Item.First != line.Item.Second).Select(line => $"{path}, line {line.Index + 1}: {line.Item.First.Trim()} → {line.Item.Second.Trim()}"));
        }
        else
        {
            fields.Add($"{path}: {Text(before)} → {Text(after)}");
        }
    }

    private static string[] Lines(JsonNode? value) => Text(value).Split('\n');

    // Lists of the API whose items have a name are compared by it, whatever their order.
    private static string? KeyOf(IEnumerable<JsonNode?> items) => Keys.FirstOrDefault(key => items.All(item => item is JsonObject members && members.ContainsKey(key)));

    private static JsonNode? Item(JsonArray items, string key, string name) => items.FirstOrDefault(item => Text(item![key]) == name);

    private static string Text(JsonNode? value) => value switch
    {
        null => "nothing",
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => scalar.GetValue<string>(),
        _ => value.ToJsonString(),
    };
}
