namespace Modelyard.Specs;

/// <summary>The output ports of a component: those it declares and those that its kind implies.</summary>
public static class ComponentPorts
{
    /// <summary>What a transform or an estimator fitted.</summary>
    public const string State = "state";

    /// <summary>The step's piece of an ONNX graph.</summary>
    public const string Onnx = "onnx";

    /// <summary>Port → spec, implied ones included.</summary>
    public static IReadOnlyDictionary<string, PortSpec> OutputsOf(ComponentSpec component)
    {
        var outputs = new Dictionary<string, PortSpec>(component.Outputs);
        if (component.Kind is "transform" or "estimator")
        {
            outputs[State] = new PortSpec { Type = "state", Description = "What was fitted." };
        }

        if (component.Serves?.Onnx == true)
        {
            outputs[Onnx] = new PortSpec { Type = "onnx", Description = "The step as a fragment of an ONNX graph." };
        }

        return outputs;
    }
}
