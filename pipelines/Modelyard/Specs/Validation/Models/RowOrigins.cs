namespace Modelyard.Specs.Validation.Models;

/// <summary>Which splits the rows of a step's outputs went through last.</summary>
internal sealed class RowOrigins(CandidateReview candidate)
{
    private readonly Dictionary<string, IReadOnlySet<string>> _known = [];

    /// <summary>Names of splits; empty where none is known. The candidate must have no circles.</summary>
    public IReadOnlySet<string> Of(string step)
    {
        if (_known.TryGetValue(step, out var known)) return known;
        return _known[step] = Find(step);
    }

    private HashSet<string> Find(string name)
    {
        if (!candidate.Steps.TryGetValue(name, out var step)) return [];
        if (step.Component?.Kind == "split") return [name];
        return [.. step.Spec.Inputs.Values.SelectMany(references => references).SelectMany(reference => Of(PortReference.Parse(reference).Step))];
    }
}
