namespace Modelyard.Specs;

/// <summary>The steps that a raw instance passes on its way to a prediction, in order; the last is the estimator.</summary>
/// <param name="Steps">Transforms and the estimator: sources give instances and splits pass them through, so neither is in it.</param>
/// <param name="Rows">The output whose rows enter the chain in training: where evaluation rows are taken from.</param>
public sealed record ServingChain(IReadOnlyList<ChainStep> Steps, PortReference Rows)
{
    /// <summary>Where a chain begins.</summary>
    public const string Instance = "$instance";

    /// <summary>The estimator.</summary>
    public ChainStep Estimator => Steps[^1];

    /// <summary>The chain of a validated candidate.</summary>
    public static ServingChain Of(CandidateSpec candidate, IReadOnlyDictionary<string, SpecFile<ComponentSpec>> components)
    {
        var steps = new List<ChainStep>();
        PortReference? rows = null;
        Visit(candidate.Serving.From ?? EstimatorLeaf(candidate, components));
        return new ServingChain(steps, rows!);

        void Visit(string name)
        {
            if (steps.Exists(step => step.Name == name)) return;
            var spec = candidate.Pipeline[name];
            var component = components[spec.Uses].Spec;
            var inputs = new Dictionary<string, ChainInput>();
            foreach (var (port, references) in spec.Inputs.Where(input => component.Inputs[input.Key].Type != "labels"))
            {
                inputs[port] = new ChainInput(component.Inputs[port].Many, [.. references.Select(PortReference.Parse).Select(Source)]);
            }

            var output = component.Outputs.Keys.First(port => port is not (ComponentPorts.State or ComponentPorts.Onnx));
            steps.Add(new ChainStep(name, spec, component, inputs, output));
        }

        string Source(PortReference from)
        {
            if (components[candidate.Pipeline[from.Step].Uses].Spec.Kind is "source" or "split")
            {
                rows ??= from;
                return Instance;
            }

            Visit(from.Step);
            return from.ToString();
        }
    }

    private static string EstimatorLeaf(CandidateSpec candidate, IReadOnlyDictionary<string, SpecFile<ComponentSpec>> components) =>
        candidate.Pipeline.Single(step => components[step.Value.Uses].Spec.Kind == "estimator").Key;
}

/// <summary>One step of a chain.</summary>
/// <param name="Inputs">Port → <c>$instance</c> or <c>step.output</c>.</param>
/// <param name="Output">The port that the next step reads.</param>
public sealed record ChainStep(string Name, StepSpec Spec, ComponentSpec Component, IReadOnlyDictionary<string, ChainInput> Inputs, string Output);

/// <summary>What feeds a port of a chain's step.</summary>
public sealed record ChainInput(bool IsList, IReadOnlyList<string> From);
