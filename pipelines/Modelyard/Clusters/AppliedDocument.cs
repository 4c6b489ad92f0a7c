using System.Text.Json.Nodes;
using k8s;

namespace Modelyard.Clusters;

/// <summary>What of an object is sent to be applied: what the server fills in itself is no one's to declare.</summary>
internal static class AppliedDocument
{
    private static readonly string[] ServersOwn = ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink", "deletionTimestamp"];

    /// <summary>JSON, which is YAML.</summary>
    public static string Of(object wanted)
    {
        var document = JsonNode.Parse(KubernetesJson.Serialize(wanted))!.AsObject();
        document.Remove("status");
        if (document["metadata"] is JsonObject metadata)
        {
            foreach (var name in ServersOwn) metadata.Remove(name);
        }

        return document.ToJsonString();
    }
}
