namespace Modelyard.Specs.Validation.Models;

/// <summary>Names the outputs that could feed an input, and the components that could.</summary>
internal static class FittingOutputs
{
    /// <summary>
    /// “these fit: …”, outputs of other steps of the same candidate that do not wait for this one; “components that give …”; and, where the
    /// step was given something else, “components that take” that.
    /// </summary>
    public static string Hint(StepReview step, PortSpec takes, PortSpec? given = null)
    {
        var components = step.Candidate.Model.Components.Shared.ToList();
        var giving = components.Where(component => ComponentPorts.OutputsOf(component).Values.Any(output => ComponentPorts.Fits(takes, output)));
        var taking = given is null ? [] : components.Where(component => component.Inputs.Values.Any(input => ComponentPorts.Fits(input, given)));
        return string.Concat(
            Outputs(step, takes),
            Named($"; components that give {ComponentPorts.Words(takes)}", giving),
            given is null ? "" : Named($"; that take {ComponentPorts.Words(given)}", taking));
    }

    private static string Named(string words, IEnumerable<ComponentSpec> components)
    {
        var names = components.Select(component => component.Name).ToList();
        return names.Count == 0 ? "" : $"{words}: {Suggestion.List(names)}";
    }

    private static string Outputs(StepReview step, PortSpec takes)
    {
        var later = Later(step);
        var fitting = step.Candidate.Steps.Values
            .Where(other => other.Component is not null && !later.Contains(other.Name))
            .SelectMany(
                other => ComponentPorts.OutputsOf(other.Component!)
                    .Where(output => ComponentPorts.Fits(takes, output.Value))
                    .Select(output => $"{other.Name}.{output.Key}"))
            .ToList();
        return fitting.Count == 0 ? $"no other step gives {ComponentPorts.Words(takes)}" : $"these fit: {Suggestion.List(fitting)}";
    }

    private static HashSet<string> Later(StepReview step)
    {
        var later = new HashSet<string> { step.Name };
        var waiting = new Queue<string>(later);
        while (waiting.TryDequeue(out var name))
        {
            foreach (var reader in step.Candidate.ReadersOf[name].Where(later.Add)) waiting.Enqueue(reader);
        }

        return later;
    }
}
