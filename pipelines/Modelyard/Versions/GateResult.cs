using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>One gate against one value.</summary>
/// <param name="Value">The metric; <see langword="null"/> when no report gave it, which never passes.</param>
public sealed record GateResult(string Metric, GateSpec Gate, double? Value)
{
    /// <summary>Whether the value is there and within the bounds.</summary>
    public bool Passed => Value is { } value && double.IsFinite(value) && !(value < Gate.AtLeast) && !(value > Gate.AtMost);

    /// <summary>All gates of a model, in order of the file.</summary>
    public static IReadOnlyList<GateResult> Judge(IReadOnlyDictionary<string, GateSpec> gates, IReadOnlyDictionary<string, double> metrics) =>
        [.. gates.Select(gate => new GateResult(gate.Key, gate.Value, metrics.TryGetValue(gate.Key, out var value) ? value : null))];

    /// <summary><c>accuracy is 0.861, 0.009 below the gate of 0.87</c></summary>
    public override string ToString() => (Value, Gate) switch
    {
        (null, _) => $"{Metric} was not reported, so its gate cannot pass",
        ({ } value, _) when !double.IsFinite(value) => $"{Metric} is {value}, which no gate lets pass",
        ({ } value, { AtLeast: { } least }) when value < least => Beyond(value, least, "below"),
        ({ } value, { AtMost: { } most }) when value > most => Beyond(value, most, "above"),
        ({ } value, _) => $"{Metric} is {value:0.####}",
    };

    // Four digits, or as many as it takes to show that the two differ at all.
    private string Beyond(double value, double gate, string side)
    {
        var digits = 4;
        while (digits < 15 && Math.Round(Math.Abs(gate - value), digits) == 0) digits++;
        var form = "0." + new string('#', digits);
        return $"{Metric} is {value.ToString(form)}, {Math.Abs(gate - value).ToString(form)} {side} the gate of {gate.ToString(form)}";
    }
}
