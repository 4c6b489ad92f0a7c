using System.Text.Json;

namespace Modelyard.Specs.Validation.Models;

/// <summary>
/// The columns of rows at every output of a candidate, as far as they can be told without running: sources declare theirs,
/// <c>passes</c> keeps those of an input and <c>adds</c> adds to them.
/// </summary>
/// <param name="instance">
/// The fields that stand for every source and pass through splits as they are, when serving; null in training.
/// </param>
internal sealed class ColumnFlow(CandidateReview candidate, IReadOnlyDictionary<string, FieldSpec>? instance)
{
    private readonly Dictionary<PortReference, IReadOnlyDictionary<string, FieldSpec>?> _known = [];

    /// <summary>Column → type; null where it cannot be told.</summary>
    public IReadOnlyDictionary<string, FieldSpec>? At(PortReference output)
    {
        if (_known.TryGetValue(output, out var known)) return known;
        _known[output] = null; // A circle ends here; it is reported elsewhere.
        return _known[output] = Find(output);
    }

    /// <summary>The output that splits pass through to this one; null where that cannot be told.</summary>
    public PortReference? BeforeSplits(PortReference output)
    {
        while (candidate.Steps.GetValueOrDefault(output.Step) is { Component.Kind: "split" } split)
        {
            if (candidate.OutputAt(output)?.Passes is not { } passed || !split.Spec.Inputs.TryGetValue(passed, out var from)) return null;
            output = PortReference.Parse(from[0]);
        }

        return output;
    }

    private IReadOnlyDictionary<string, FieldSpec>? Find(PortReference output)
    {
        if (candidate.OutputAt(output) is not { Type: "rows" } port) return null;
        var step = candidate.Steps[output.Step];
        if (instance is not null && step.Component!.Kind is "source" or "union") return instance;
        if (port.Columns.Count > 0) return port.Columns;
        if (port.ColumnsFrom is { } declared)
        {
            return step.Parameter(declared) is { } fields && FieldsRule.Problem(fields) is null ? FieldsRule.Read(fields) : null;
        }

        if (step.Component!.Kind == "union") return InAll(port, step);
        if (port.Passes is null || !step.Spec.Inputs.TryGetValue(port.Passes, out var from) || from.Count != 1) return null;
        if (At(PortReference.Parse(from[0])) is not { } passed) return null;
        return instance is not null && step.Component!.Kind == "split" ? passed : WithAdded(passed, port, step);
    }

    // Those that the rows of every input have.
    private Dictionary<string, FieldSpec>? InAll(PortSpec port, StepReview step)
    {
        if (port.Passes is null || !step.Spec.Inputs.TryGetValue(port.Passes, out var from)) return null;
        var inputs = from.Select(reference => At(PortReference.Parse(reference))).ToList();
        return inputs.Count == 0 || inputs.Contains(null)
            ? null
            : inputs[0]!.Where(column => inputs.TrueForAll(columns => columns!.ContainsKey(column.Key))).ToDictionary();
    }

    private static Dictionary<string, FieldSpec>? WithAdded(IReadOnlyDictionary<string, FieldSpec> passed, PortSpec port, StepReview step)
    {
        var columns = new Dictionary<string, FieldSpec>(passed);
        foreach (var (name, field) in port.Adds)
        {
            if (!name.StartsWith('$')) columns[name] = field;
            else if (step.Parameter(name[1..]) is not { } value) continue; // Not set: nothing is added.
            else if (value.ValueKind == JsonValueKind.String) columns[value.GetString()!] = field;
            else return null;
        }

        return columns;
    }
}
