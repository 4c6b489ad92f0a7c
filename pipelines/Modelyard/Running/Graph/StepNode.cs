using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Running.Graph;

/// <summary>
/// One piece of work of a run: a component with its parameters and inputs resolved. Steps of any models and candidates that are
/// the same work are one node, so that shared steps run once.
/// </summary>
public sealed record StepNode
{
    /// <summary>Digest of component, parameters and the ids of the inputs: equal for equal work, known before anything runs.</summary>
    public required Digest Id { get; init; }

    /// <summary>Everyone who asked for this work, in order of the files; at least one.</summary>
    public required IReadOnlyList<StepName> Names { get; init; }

    /// <summary>What runs.</summary>
    public required SpecFile<ComponentSpec> Component { get; init; }

    /// <summary>Every parameter of the component, defaults filled in.</summary>
    public required JsonObject Parameters { get; init; }

    /// <summary>Sources: parameter → the file that it names, absolute. What counts is its content, not its path.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Sources: parameter → the environment variable that it names, whose value only the step's process gets to see.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The parameters that make the step what it is: without names of files and variables.</summary>
    public JsonObject KeyParameters => new(Parameters
        .Where(parameter => !Files.ContainsKey(parameter.Key) && !Variables.ContainsKey(parameter.Key))
        .Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value?.DeepClone())));

    /// <summary>Input port → where it comes from.</summary>
    public required IReadOnlyDictionary<string, NodeInput> Inputs { get; init; }

    /// <summary>Every output port, the implied ones too.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The greatest need of those who asked.</summary>
    public required ResourcesSpec Resources { get; init; }

    /// <summary>The longest time of those who asked.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The most attempts of those who asked.</summary>
    public required RetrySpec Retry { get; init; }

    /// <summary>The nodes that must be done first.</summary>
    public IEnumerable<StepNode> Dependencies => Inputs.Values.SelectMany(input => input.From).Select(output => output.Node).Distinct();

    /// <summary>Port → digests of what feeds it, in order, once all that is done.</summary>
    /// <param name="outputsOf">Port → digest, of a node that this one depends on.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<Digest>> InputDigests(Func<StepNode, IReadOnlyDictionary<string, Digest>> outputsOf) =>
        Inputs.ToDictionary(input => input.Key, IReadOnlyList<Digest> (input) => [.. input.Value.From.Select(source => outputsOf(source.Node)[source.Port])]);

    /// <summary>The version of another model that it asks; <see langword="null"/> where it asks none.</summary>
    public CalledVersion? Calls => Component.Spec.Name == ModelCall.Component
        ? new CalledVersion(Parameters["model"]!.GetValue<string>(), Digest.Parse(Parameters["version"]!.GetValue<string>()))
        : null;

    /// <summary>The model whose own component it is, and which alone brings packages for it; <see langword="null"/> for one that all models share.</summary>
    public string? OwnModel => Component.Folder.Split('/') is ["models", var model, ..] ? model : null;

    /// <summary>The first name, which stands for the node in progress and logs.</summary>
    public StepName Name => Names[0];

    /// <summary>Nodes are the same when their ids are.</summary>
    public bool Equals(StepNode? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}

/// <summary>A step as its author calls it.</summary>
public sealed record StepName(string Model, string Candidate, string Step)
{
    /// <summary><c>forest.pixels</c></summary>
    public string WithinModel => $"{Candidate}.{Step}";

    /// <summary><c>item-photo/forest.pixels</c></summary>
    public override string ToString() => $"{Model}/{WithinModel}";
}

/// <summary>What feeds a port: one output, or a list for a port that takes many.</summary>
public sealed record NodeInput(bool IsList, IReadOnlyList<NodeOutput> From);

/// <summary>An output port of a node.</summary>
public sealed record NodeOutput(StepNode Node, string Port);
