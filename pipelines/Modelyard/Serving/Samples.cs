using System.Text.Json.Nodes;

namespace Modelyard.Serving;

/// <summary>A model's <c>samples.json</c>: instances that every server of it must answer.</summary>
public static class Samples
{
    /// <summary>The instances of a validated file.</summary>
    public static IReadOnlyList<JsonNode> Read(string path) => [.. JsonNode.Parse(File.ReadAllBytes(path))!["instances"]!.AsArray().Select(instance => instance!)];
}
