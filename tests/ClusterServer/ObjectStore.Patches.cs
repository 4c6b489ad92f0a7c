using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Modelyard.TestClusters;

/// <content>Patches: merge patches, and apply with an owner for each leaf; lists are leaves.</content>
public sealed partial class ObjectStore
{
    private readonly Dictionary<(string Collection, string Namespace, string Name), Dictionary<string, HashSet<string>>> _owners = [];

    private async Task PatchAsync(HttpContext context, AskedRequest asked, JsonObject wanted)
    {
        if (context.Request.ContentType?.StartsWith("application/apply-patch", StringComparison.Ordinal) == true)
        {
            await ApplyAsync(context, asked, wanted);
            return;
        }

        var before = Find(asked);
        if (before is not null) Merge(before, wanted);
        await FoundAsync(context, asked, before is null || IsDry(asked) ? before : Put(asked.Collection, asked.Namespace ?? "", before));
    }

    private async Task ApplyAsync(HttpContext context, AskedRequest asked, JsonObject wanted)
    {
        var manager = asked.Query["fieldManager"].ToString();
        var key = (asked.Collection, asked.Namespace ?? "", asked.Name!);
        var causes = new JsonArray();
        JsonObject after;
        lock (_lock)
        {
            var before = Find(asked);
            var owners = (_owners.GetValueOrDefault(key) ?? []).ToDictionary(owner => owner.Key, owner => owner.Value.ToHashSet());
            var leaves = Leaves(wanted, "").Where(leaf => !leaf.Path.StartsWith(".metadata.name", StringComparison.Ordinal) && leaf.Path is not ".kind" and not ".apiVersion").ToList();
            foreach (var (path, value) in leaves)
            {
                foreach (var (other, owned) in owners.Where(owner => owner.Key != manager && owner.Value.Contains(path)))
                {
                    if (JsonNode.DeepEquals(At(before, path), value)) continue;
                    if (asked.Query["force"] == "true") owned.Remove(path);
                    else causes.Add(new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with \"{other}\"", ["field"] = path });
                }
            }

            after = before ?? new JsonObject();
            foreach (var gone in (owners.GetValueOrDefault(manager) ?? []).Except(leaves.Select(leaf => leaf.Path)).Where(path => !owners.Any(owner => owner.Key != manager && owner.Value.Contains(path)))) Remove(after, gone);
            Merge(after, wanted);
            if (causes.Count == 0 && !IsDry(asked))
            {
                owners[manager] = leaves.Select(leaf => leaf.Path).ToHashSet();
                _owners[key] = owners;
                after = Put(asked.Collection, asked.Namespace ?? "", after);
            }
        }

        if (causes.Count == 0) await Answers.WriteAsync(context, 200, after);
        else await Answers.FailAsync(context, 409, "Conflict", $"Apply failed with {causes.Count} conflicts", new JsonObject { ["causes"] = causes });
    }

    private static IEnumerable<(string Path, JsonNode? Value)> Leaves(JsonNode? node, string path) =>
        node is JsonObject fields ? fields.SelectMany(field => Leaves(field.Value, $"{path}.{field.Key}")) : [(path, node)];

    private static JsonNode? At(JsonNode? node, string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(node, (at, name) => (at as JsonObject)?[name]);

    private static void Remove(JsonObject item, string path)
    {
        var names = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
        (names[..^1].Aggregate((JsonNode?)item, (at, name) => at?[name]) as JsonObject)?.Remove(names[^1]);
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (value is JsonObject fields && into[name] is JsonObject there) Merge(there, fields);
            else if (value is null) into.Remove(name);
            else into[name] = value.DeepClone();
        }
    }
}
