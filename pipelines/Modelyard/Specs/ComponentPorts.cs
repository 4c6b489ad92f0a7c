namespace Modelyard.Specs;

/// <summary>The output ports of a component: those it declares and those that its kind implies.</summary>
public static class ComponentPorts
{
    /// <summary>What a transform or an estimator fitted.</summary>
    public const string State = "state";

    /// <summary>The step's piece of an ONNX graph.</summary>
    public const string Onnx = "onnx";

    /// <summary>Whether an input, such as the truth, exists in training only: no server is given it.</summary>
    public static bool IsTruth(PortSpec port) => port.Training || port.Type is "labels" or "targets";

    /// <summary>Whether an output can feed an input.</summary>
    public static bool Fits(PortSpec takes, PortSpec gives) => takes.Type == gives.Type && AnswersOf(takes) == AnswersOf(gives);

    /// <summary>What is in predictions; <see langword="null"/> for ports of other types.</summary>
    public static string? AnswersOf(PortSpec port) => port.Type == "predictions" ? port.Answers ?? "classes" : null;

    /// <summary><c>matrix</c>, <c>predictions of classes</c></summary>
    public static string Words(PortSpec port) => AnswersOf(port) is { } answers ? $"{port.Type} of {answers}" : port.Type;

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
