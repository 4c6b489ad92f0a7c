namespace Modelyard.Specs.Validation.Models;

/// <summary>Finds steps that wait for each other.</summary>
internal static class StepCycles
{
    // Each is a mistake of its own, but nobody reads more at once.
    private const int MostFound = 20;

    /// <summary>The circles that a walk through all steps closes: the names along each, the first repeated at the end.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> In(IReadOnlyDictionary<string, StepSpec> pipeline)
    {
        var cycles = new List<IReadOnlyList<string>>();
        var finished = new HashSet<string>();
        var path = new List<string>();
        foreach (var step in pipeline.Keys) Visit(step);
        return cycles;

        void Visit(string step)
        {
            if (path.IndexOf(step) is >= 0 and var start && cycles.Count < MostFound) cycles.Add([.. path[start..], step]);
            else if (!finished.Contains(step) && pipeline.TryGetValue(step, out var spec))
            {
                path.Add(step);
                foreach (var source in spec.Inputs.Values.SelectMany(references => references)) Visit(PortReference.Parse(source).Step);
                path.RemoveAt(path.Count - 1);
                finished.Add(step);
            }
        }
    }
}
