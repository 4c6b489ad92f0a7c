using System.Text.Json.Nodes;
using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;

namespace Modelyard.Running.Containers;

/// <summary>What makes two locks of one runtime two.</summary>
public static class LockDifference
{
    private const string Nothing = "absent";
    private const int Most = 12;

    /// <summary>That the keys of steps in the image are not those of steps on this machine, and which parts of the locks say so; <see langword="null"/> where they are.</summary>
    /// <param name="runtime">Its name.</param>
    public static Diagnostic? Warning(string runtime, RuntimeLock here, RuntimeLock inImage)
    {
        if (here.Digest == inImage.Digest) return null;
        var all = All(here.Document, inImage.Document).ToList();
        var told = all.Take(Most).Select(difference => $"{difference.Path} is {difference.There} in the image and {difference.Here} on this machine");
        return ContainerCodes.LocksDiffer.Warning(
            new SourcePosition($"pipelines/Runtimes/{runtime}/runtime.yaml"),
            $"runtime {runtime}: {string.Join(", ", told)}{(all.Count > Most ? $", and {all.Count - Most} more" : "")}, so that steps in containers have keys of their own");
    }

    /// <summary>The places where two documents differ, in the order of their names.</summary>
    internal static IEnumerable<(string Path, string Here, string There)> All(JsonNode? here, JsonNode? there, string path = "")
    {
        if (here is JsonObject left && there is JsonObject right)
        {
            return left.Select(field => field.Key).Union(right.Select(field => field.Key)).Order(StringComparer.Ordinal)
                .SelectMany(name => All(left[name], right[name], path.Length == 0 ? name : $"{path}.{name}"));
        }

        return JsonNode.DeepEquals(here, there) ? [] : [(path, here?.ToJsonString() ?? Nothing, there?.ToJsonString() ?? Nothing)];
    }
}
