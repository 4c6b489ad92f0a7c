using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Running.Graph;

/// <summary>Turns validated models into one graph. Pure.</summary>
/// <param name="resolve">The version that a call of a model means.</param>
public sealed class StepGraphBuilder(Repository repository, Func<ModelCall, CalledVersion> resolve)
{
    private readonly Dictionary<StepName, StepNode> _byName = [];
    private readonly Dictionary<Digest, StepNode> _byId = [];
    private readonly List<Digest> _order = [];

    /// <summary>The graph of these models.</summary>
    /// <param name="models">Names of models without errors.</param>
    /// <param name="resolve">The version that a call of a model means; needed only where a model calls another.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">A called model has no version.</exception>
    public static StepGraph Build(Repository repository, IEnumerable<string> models, Func<ModelCall, CalledVersion>? resolve = null)
    {
        var builder = new StepGraphBuilder(repository, resolve ?? (call => throw new InvalidOperationException($"nobody tells which version '{call}' is")));
        foreach (var model in models) builder.Add(repository.Models[model].Spec);
        return builder.Finish();
    }

    private void Add(ModelSpec model)
    {
        foreach (var (candidateName, candidate) in model.Candidates)
        {
            foreach (var step in candidate.Pipeline.Keys) Add(model.Name, candidateName, candidate, step);
            if (repository.Runtimes[candidate.Serving.Runtime].Spec.Serves?.Kind == "onnx") AddJoin(model, candidateName, candidate);
        }
    }

    private StepNode Add(string model, string candidateName, CandidateSpec candidate, string step)
    {
        var name = new StepName(model, candidateName, step);
        if (_byName.TryGetValue(name, out var known)) return known;

        var spec = candidate.Pipeline[step];
        var inputs = spec.Inputs.ToDictionary(
            input => input.Key,
            input => new NodeInput(IsList(spec.Uses, input.Key), [.. input.Value.Select(PortReference.Parse)
                .Select(source => new NodeOutput(Add(model, candidateName, candidate, source.Step), source.Output))]));
        if (spec.Search is not null)
        {
            inputs[SearchExpansion.ChoicePort] = SearchExpansion.Expand(
                step, spec, inputs, (own, uses, from) => Register(new StepName(model, candidateName, own), uses, from));
        }

        return Register(name, spec, inputs);
    }

    // The one graph that an ONNX candidate serves is joined by a step like any other, so that it is cached and explained like one.
    private void AddJoin(ModelSpec model, string candidateName, CandidateSpec candidate)
    {
        var chain = ServingChain.Of(candidate, repository.Components);
        var fragments = chain.Steps
            .Select(step => new NodeOutput(_byName[new StepName(model.Name, candidateName, step.Name)], ComponentPorts.Onnx))
            .ToList();
        var join = new StepSpec
        {
            Uses = OnnxJoin.Component,
            With = new Dictionary<string, JsonElement> { ["chain"] = JsonSerializer.SerializeToElement(OnnxJoin.Describe(model.Signature, chain)) },
        };
        Register(new StepName(model.Name, candidateName, OnnxJoin.Step), join, new Dictionary<string, NodeInput> { ["fragments"] = new(true, fragments) });
    }

    private StepNode Register(StepName name, StepSpec spec, IReadOnlyDictionary<string, NodeInput> inputs)
    {
        var component = repository.Components[spec.Uses];
        var node = new StepNode
        {
            Id = default,
            Names = [name],
            Component = component,
            Parameters = ModelCall.Parse(spec.Uses) is { } call ? Pinned(resolve(call)) : WithDefaults(component.Spec, spec.With),
            Files = NamedBy(component.Spec, spec.With, "file", path => Path.GetFullPath(path, Path.Combine(repository.Root, "models", name.Model))),
            Variables = NamedBy(component.Spec, spec.With, "variable", variable => variable),
            Inputs = inputs,
            Outputs = [.. ComponentPorts.OutputsOf(component.Spec).Keys.Order(StringComparer.Ordinal)],
            Resources = spec.Resources ?? component.Spec.Resources,
            Timeout = (spec.Timeout ?? component.Spec.Timeout).Value,
            Retry = spec.Retry ?? new RetrySpec(),
        };
        node = node with { Id = IdOf(node) };
        if (_byId.TryGetValue(node.Id, out var same)) node = Merge(same, node);
        else _order.Add(node.Id);
        _byId[node.Id] = node;
        _byName[name] = node;
        return node;
    }

    private StepGraph Finish()
    {
        // Merging replaces records, so every reference is brought to the last one of its id.
        var final = new Dictionary<Digest, StepNode>();
        foreach (var id in _order)
        {
            var node = _byId[id];
            final[id] = node with
            {
                Inputs = node.Inputs.ToDictionary(
                    input => input.Key,
                    input => input.Value with { From = [.. input.Value.From.Select(source => source with { Node = final[source.Node.Id] })] }),
            };
        }

        return new StepGraph([.. _order.Select(id => final[id])], _byName.ToDictionary(entry => entry.Key, entry => final[entry.Value.Id]));
    }

    private bool IsList(string component, string port) => repository.Components[component].Spec.Inputs[port].Many;

    // A name or a number of a version may come to mean another one; its identity never does.
    private static JsonObject Pinned(CalledVersion version) => new() { ["model"] = version.Model, ["version"] = version.Identity.ToString() };

    private static JsonObject WithDefaults(ComponentSpec component, IReadOnlyDictionary<string, JsonElement> given) =>
        new(component.Parameters.Select(parameter => KeyValuePair.Create(
            parameter.Key,
            Node(given.TryGetValue(parameter.Key, out var value) ? value : parameter.Value.Default))));

    private static JsonNode? Node(JsonElement? value) =>
        value is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : JsonSerializer.SerializeToNode(value);

    private static Dictionary<string, string> NamedBy(ComponentSpec component, IReadOnlyDictionary<string, JsonElement> given, string type, Func<string, string> resolve) => component.Parameters
        .Where(parameter => parameter.Value.Type == type)
        .Select(parameter => (parameter.Key, Value: given.TryGetValue(parameter.Key, out var value) ? value : parameter.Value.Default))
        .Where(parameter => parameter.Value is { ValueKind: JsonValueKind.String })
        .ToDictionary(parameter => parameter.Key, parameter => resolve(parameter.Value!.Value.GetString()!));

    private static Digest IdOf(StepNode node) => CanonicalJson.Digest(new JsonObject
    {
        ["component"] = node.Component.Folder,
        ["parameters"] = node.Parameters.DeepClone(),
        ["files"] = new JsonObject(node.Files.Select(file => KeyValuePair.Create<string, JsonNode?>(file.Key, file.Value))),
        ["inputs"] = new JsonObject(node.Inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(
            input.Key,
            new JsonArray([.. input.Value.From.Select(source => (JsonNode)$"{source.Node.Id}.{source.Port}")])))),
    });

    private static StepNode Merge(StepNode one, StepNode other) => one with
    {
        Names = [.. one.Names, .. other.Names],
        Resources = new ResourcesSpec
        {
            Cpus = Math.Max(one.Resources.Cpus, other.Resources.Cpus),
            Gpus = Math.Max(one.Resources.Gpus, other.Resources.Gpus),
            Memory = one.Resources.Memory?.Bytes >= (other.Resources.Memory?.Bytes ?? 0) ? one.Resources.Memory : other.Resources.Memory,
        },
        Timeout = one.Timeout > other.Timeout ? one.Timeout : other.Timeout,
        Retry = one.Retry.Attempts >= other.Retry.Attempts ? one.Retry : other.Retry,
    };
}
