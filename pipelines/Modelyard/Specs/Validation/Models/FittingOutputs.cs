namespace Modelyard.Specs.Validation.Models;

/// <summary>Names the outputs that could feed an input.</summary>
internal static class FittingOutputs
{
    /// <summary>“these fit: …”, outputs of other steps of the same candidate that do not wait for this one.</summary>
    public static string Hint(StepReview step, PortSpec takes)
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
