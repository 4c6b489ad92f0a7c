using System.Text.Json.Nodes;
using System.Text.Json;
using Modelyard.Specs;
using Modelyard.Specs.Shapes;

namespace Modelyard.Planning;

/// <summary>The fields of a model's spec as flat paths, and what a change of each needs.</summary>
internal static class ModelFields
{
    /// <summary>Path → value in JSON of everything that the file says, with the defaults of components filled in, so that writing a default down is no change.</summary>
    public static IReadOnlyDictionary<string, string> Of(ModelSpec spec, IReadOnlyDictionary<string, SpecFile<ComponentSpec>> components)
    {
        var document = JsonSerializer.SerializeToNode(spec, SpecJson.Options)!;
        foreach (var (candidate, declared) in spec.Candidates)
        {
            foreach (var (step, use) in declared.Pipeline)
            {
                // As it is written, so that a model that is renamed with its code uses what it used.
                document["candidates"]![candidate]!["pipeline"]![step]!["uses"] = OwnComponents.Written(use.Uses);
            }

            foreach (var (step, use) in declared.Pipeline.Where(step => components.ContainsKey(step.Value.Uses)))
            {
                var with = document["candidates"]![candidate]!["pipeline"]![step]!["with"]!.AsObject();
                foreach (var (name, parameter) in components[use.Uses].Spec.Parameters.Where(parameter => !with.ContainsKey(parameter.Key)))
                {
                    with[name] = parameter.Default is { } value ? JsonNode.Parse(value.GetRawText()) : null;
                }
            }
        }

        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(document, "", fields);
        return fields;
    }

    /// <summary>The paths whose values differ, sorted.</summary>
    public static IReadOnlyList<string> Changed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        [.. before.Keys.Union(now.Keys).Where(path => before.GetValueOrDefault(path) != now.GetValueOrDefault(path)).Order(StringComparer.Ordinal)];

    /// <summary>What a change of a field needs. What enters a step's key, the artifact, a gate or the signature needs a run.</summary>
    public static PlannedAction ActionOf(string path) => path.Split('.') switch
    {
        ["owner" or "description", ..] => PlannedAction.Docs,
        ["tests", ..] => PlannedAction.Release,
        ["candidates", _, "serving", "workers" or "memory" or "packaging", ..] => PlannedAction.Release,
        ["candidates", _, "pipeline", _, "resources" or "timeout" or "retry", ..] => PlannedAction.Docs,
        _ => PlannedAction.Train,
    };

    // An empty mapping or list is a value of its own; null is like a field left out.
    private static void Flatten(JsonNode? node, string path, SortedDictionary<string, string> fields)
    {
        if (node is JsonObject { Count: > 0 } members)
        {
            foreach (var (name, member) in members) Flatten(member, path.Length == 0 ? name : $"{path}.{name}", fields);
        }
        else if (node is not null)
        {
            fields[path] = node.ToJsonString();
        }
    }
}
