using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Running.Graph;

/// <summary>The platform's own step that joins the fragments of a chain into the one graph that is served.</summary>
public static class OnnxJoin
{
    /// <summary>The component that does it.</summary>
    public const string Component = "onnx-join";

    /// <summary>What the step is called in every candidate that has it.</summary>
    public const string Step = "onnx-join";

    /// <summary>
    /// The wiring as the component takes it. Steps are numbered instead of named, so that renaming a step trains nothing anew.
    /// </summary>
    public static string Describe(SignatureSpec signature, ServingChain chain)
    {
        var numbers = chain.Steps.Select((step, number) => (step.Name, number)).ToDictionary(pair => pair.Name, pair => $"s{pair.number}");
        var description = new JsonObject
        {
            ["instance"] = SignatureJson.Fields(signature.Instance),
            ["steps"] = new JsonArray([.. chain.Steps.Select((step, number) => (JsonNode)new JsonObject
            {
                ["name"] = numbers[step.Name],
                ["fragment"] = number,
                ["inputs"] = ChainJson.Inputs(step, name => numbers[name]),
            })]),
            ["output"] = numbers[chain.Steps[^1].Name],
        };
        return System.Text.Encoding.UTF8.GetString(CanonicalJson.Bytes(description));
    }
}
