using System.Text.Json;
using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>One step of a candidate.</summary>
internal sealed record StepReview(CandidateReview Candidate, string Name, StepSpec Spec)
{
    /// <summary>Null where the component is unknown or broken; then nothing is said about its ports and parameters.</summary>
    public ComponentSpec? Component { get; } = Candidate.Model.ComponentOf(Spec.Uses);

    /// <summary>
    /// Whether the component is known and sound, all its required inputs are given, and each leads to an output that exists.
    /// </summary>
    public bool Wired => Component is not null
        && Component.Inputs.All(port => port.Value.Optional || Spec.Inputs.ContainsKey(port.Key))
        && Spec.Inputs.All(
            input => Component.Inputs.ContainsKey(input.Key)
                && input.Value.All(reference => Candidate.OutputAt(PortReference.Parse(reference)) is not null));

    /// <summary>The inputs as the file has them, for ports that exist.</summary>
    public IEnumerable<(string Port, PortSpec Takes, PortReferences From)> Inputs => Spec.Inputs
        .Where(input => Component?.Inputs.ContainsKey(input.Key) == true)
        .Select(input => (input.Key, Component!.Inputs[input.Key], input.Value));

    public SourcePosition At(params ReadOnlySpan<string> path) => Candidate.At(["pipeline", Name, .. path]);

    public SourcePosition ValueAt(params ReadOnlySpan<string> path) => Candidate.ValueAt(["pipeline", Name, .. path]);

    public bool Has(params ReadOnlySpan<string> path) => Candidate.Has(["pipeline", Name, .. path]);

    /// <summary>Where the n-th reference of an input stands.</summary>
    public SourcePosition ReferenceAt(string port, int index) =>
        Spec.Inputs[port].IsList ? ValueAt("inputs", port, $"{index}") : ValueAt("inputs", port);

    /// <summary>What the step runs with: its own value, else the component's default; null for “not set”.</summary>
    public JsonElement? Parameter(string name)
    {
        var value = Spec.With.TryGetValue(name, out var given) ? given : Component?.Parameters.GetValueOrDefault(name)?.Default;
        return value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } ? value : null;
    }
}
