using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>One gate against one value.</summary>
/// <param name="Value">The metric; <see langword="null"/> when no report gave it, which never passes.</param>
public sealed record GateResult(string Metric, GateSpec Gate, double? Value)
{
    /// <summary>Whether the value is there and within the bounds.</summary>
    public bool Passed => Value is { } value && !(value < Gate.AtLeast) && !(value > Gate.AtMost);

    /// <summary>All gates of a model, in order of the file.</summary>
    public static IReadOnlyList<GateResult> Judge(IReadOnlyDictionary<string, GateSpec> gates, IReadOnlyDictionary<string, double> metrics) =>
        [.. gates.Select(gate => new GateResult(gate.Key, gate.Value, metrics.TryGetValue(gate.Key, out var value) ? value : null))];

    /// <summary><c>accuracy is 0.861, 0.009 below the gate of 0.87</c></summary>
    public override string ToString() => (Value, Gate) switch
    {
        (null, _) => $"{Metric} was not reported, so its gate cannot pass",
        ({ } value, { AtLeast: { } least }) when value < least => $"{Metric} is {value:0.####}, {least - value:0.####} below the gate of {least:0.####}",
        ({ } value, { AtMost: { } most }) when value > most => $"{Metric} is {value:0.####}, {value - most:0.####} above the gate of {most:0.####}",
        ({ } value, _) => $"{Metric} is {value:0.####}",
    };
}
