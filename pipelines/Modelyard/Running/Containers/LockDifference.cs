using System.Text.Json.Nodes;

namespace Modelyard.Running.Containers;

/// <summary>What makes two locks of one runtime two.</summary>
internal static class LockDifference
{
    private const string Nothing = "absent";

    /// <summary>The first place, in the order of the names, where two documents differ; <see langword="null"/> where they do not.</summary>
    public static (string Path, string Here, string There)? First(JsonNode? here, JsonNode? there, string path = "")
    {
        if (here is JsonObject left && there is JsonObject right)
        {
            return left.Select(field => field.Key).Union(right.Select(field => field.Key)).Order(StringComparer.Ordinal)
                .Select(name => First(left[name], right[name], path.Length == 0 ? name : $"{path}.{name}"))
                .FirstOrDefault(difference => difference is not null);
        }

        return JsonNode.DeepEquals(here, there) ? null : (path, here?.ToJsonString() ?? Nothing, there?.ToJsonString() ?? Nothing);
    }
}
