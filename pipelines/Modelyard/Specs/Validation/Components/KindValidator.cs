using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Components;

/// <summary>A component has the ports that its kind needs.</summary>
internal sealed class KindValidator : ISpecValidator<ComponentReview>
{
    public IEnumerable<Diagnostic> Validate(ComponentReview component)
    {
        var spec = component.Spec;
        var inputs = component.Source.At("inputs");
        var outputs = component.Source.At("outputs");
        foreach (var name in spec.Outputs.Keys.Where(name => name is ComponentPorts.State or ComponentPorts.Onnx))
        {
            yield return SpecCodes.ComponentPorts.Error(
                component.Source.At("outputs", name), $"outputs.{name}: the output '{name}' is implied by kind and serves", "remove it");
        }

        if (component.IsSource && spec.Inputs.Count > 0)
        {
            yield return Error(inputs, $"a source has no inputs, found {string.Join(", ", spec.Inputs.Keys)}");
        }

        if (!component.IsSource && spec.Inputs.Count == 0) yield return Error(inputs, $"{Kind(spec)} needs an input");
        if (spec.Outputs.Count == 0) yield return Error(outputs, $"{Kind(spec)} needs an output");
        foreach (var types in Needed(spec.Kind).Inputs.Where(types => spec.Inputs.Count > 0 && Lacks(spec.Inputs, types)))
        {
            yield return Error(inputs, $"{Kind(spec)} needs an input of type {string.Join(" or ", types)}");
        }

        foreach (var types in Needed(spec.Kind).Outputs.Where(types => spec.Outputs.Count > 0 && Lacks(spec.Outputs, types)))
        {
            yield return Error(outputs, $"{Kind(spec)} needs an output of type {string.Join(" or ", types)}");
        }

        static Diagnostic Error(SourcePosition at, string message) => SpecCodes.ComponentPorts.Error(at, message);
    }

    private static string Kind(ComponentSpec spec) => spec.Kind[0] is 'e' ? $"an {spec.Kind}" : $"a {spec.Kind}";

    private static bool Lacks(IReadOnlyDictionary<string, PortSpec> ports, string[] types) => !ports.Values.Any(port => types.Contains(port.Type));

    // Of each group one will do. An estimator may also learn from raw rows, or from what another one says: that is how scores are calibrated.
    private static (IReadOnlyList<string[]> Inputs, IReadOnlyList<string[]> Outputs) Needed(string kind) => kind switch
    {
        "union" => ([["rows"]], [["rows"]]),
        "split" => ([["rows"]], [["rows"], ["labels", "targets"]]),
        "estimator" => ([["matrix", "rows", "predictions"], ["labels", "targets"]], [["predictions"]]),
        _ => ([], []),
    };
}
