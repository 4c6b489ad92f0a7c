using System.Text.Json.Nodes;
using Modelyard.Specs;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Versions;

/// <summary>Writes <c>chain.json</c>, by which a server knows what to load and in which order (<c>docs/architecture.md</c>, section 5).</summary>
public static class ChainJson
{
    private const int Format = 1;

    /// <summary>The chain of a candidate whose steps are done.</summary>
    /// <param name="kind">What the serving runtime takes: <c>python</c>, <c>onnx</c>, <c>mlnet</c> or <c>tensorflow</c>.</param>
    /// <param name="answers">What the kind of its answers says: the classes, for one.</param>
    /// <param name="parametersOf">Step → its parameters, defaults filled in.</param>
    public static JsonObject Of(ModelSpec model, string candidate, string kind, ServingChain chain, JsonObject answers, Func<string, JsonObject> parametersOf)
    {
        var description = new JsonObject
        {
            ["format"] = Format,
            ["model"] = model.Name,
            ["candidate"] = candidate,
            ["kind"] = kind,
            ["signature"] = SignatureJson.Of(model.Signature),
            ["steps"] = new JsonArray([.. chain.Steps.Select(step => (JsonNode)Step(step, parametersOf(step.Name), step == chain.Estimator ? chain.AskedOf(model.Signature).Keys : []))]),
            ["output"] = chain.Estimator.Name,
        };
        if (kind == SavedModel.Kind)
        {
            // The code that fitted it is TensorFlow's, which its server does not import.
            var last = description["steps"]!.AsArray()[^1]!.AsObject();
            (last["call"], last["module"]) = ("tensorflow", null);
        }

        foreach (var (key, value) in answers) description[key] = value?.DeepClone();
        return description;
    }

    /// <summary>Port → <c>$instance</c> or <c>step.output</c>, with the steps called as <paramref name="rename"/> says.</summary>
    public static JsonObject Inputs(ChainStep step, Func<string, string> rename) =>
        new(step.Inputs.Select(input => KeyValuePair.Create(input.Key, Sources(input.Value, rename))));

    private static JsonObject Step(ChainStep step, JsonObject parameters, IEnumerable<string> asks)
    {
        var description = Description(step, parameters);
        if (asks.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } fields) description["asks"] = new JsonArray([.. fields.Select(name => (JsonNode)name)]);
        if (step.Component.Name != ModelCall.Component) return description;
        // The version that it was trained with: what it asks in blessings and replays, and whose classes it knows.
        description["call"] = "model";
        foreach (var name in new[] { "model", "version" }) description[name] = parameters[name]!.DeepClone();
        return description;
    }

    private static JsonObject Description(ChainStep step, JsonObject parameters) => new()
    {
        ["name"] = step.Name,
        ["component"] = OwnComponents.ArtifactFolder(step.Spec.Uses),
        ["module"] = step.Component.Serves?.Python,
        ["call"] = step.Component.Kind == "estimator" ? "predict" : "transform",
        ["inputs"] = Inputs(step, name => name),
        ["output"] = step.Output,
        ["parameters"] = parameters.DeepClone(),
    };

    private static JsonNode? Sources(ChainInput input, Func<string, string> rename)
    {
        var sources = input.From.Select(source => source == ServingChain.Instance ? source : Renamed(PortReference.Parse(source), rename));
        return input.IsList ? new JsonArray([.. sources.Select(source => (JsonNode)source)]) : sources.Single();
    }

    private static string Renamed(PortReference source, Func<string, string> rename) => $"{rename(source.Step)}.{source.Output}";
}
