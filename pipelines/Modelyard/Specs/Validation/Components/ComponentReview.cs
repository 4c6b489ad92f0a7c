using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Components;

/// <summary>A component and what it may refer to.</summary>
internal sealed record ComponentReview(string Root, SpecReading<ComponentSpec> Reading, Catalogue<RuntimeSpec> Runtimes)
{
    public ComponentSpec Spec => Reading.Spec!;

    public SourceMap Source => Reading.Source;

    public bool IsSource => Spec.Kind == "source";

    /// <summary>Input and output ports: which of the two, name, port.</summary>
    public IEnumerable<(string Side, string Name, PortSpec Port)> Ports =>
        Spec.Inputs.Select(port => ("inputs", port.Key, port.Value)).Concat(Spec.Outputs.Select(port => ("outputs", port.Key, port.Value)));
}
