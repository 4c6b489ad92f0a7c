namespace Modelyard.Running.Graph;

/// <summary>All work of a run, an acyclic graph.</summary>
/// <param name="Nodes">In an order in which each node comes after what it depends on.</param>
/// <param name="ByName">Every step of every candidate → its node; several names may share one.</param>
public sealed record StepGraph(IReadOnlyList<StepNode> Nodes, IReadOnlyDictionary<StepName, StepNode> ByName)
{
    private readonly ILookup<(string Model, string Candidate), (StepName Name, StepNode Node)> _byCandidate =
        ByName.ToLookup(entry => (entry.Key.Model, entry.Key.Candidate), entry => (entry.Key, entry.Value));

    /// <summary>This graph and one of later work, in which nodes of this one may stand again.</summary>
    public StepGraph Then(StepGraph later)
    {
        var names = ByName.Concat(later.ByName).ToDictionary();
        return new StepGraph([.. Nodes.Union(later.Nodes)], names);
    }

    /// <summary>The steps of one candidate, in the order of the model's file; the platform's own steps last.</summary>
    public IEnumerable<(StepName Name, StepNode Node)> StepsOf(string model, string candidate) =>
        _byCandidate[(model, candidate)];
}
