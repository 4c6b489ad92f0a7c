using Modelyard.Content;
using Modelyard.Running.Graph;

namespace Modelyard.Running.Execution;

/// <summary>Which nodes of a graph could start, and which wait for others. All answers are in the graph's order; each costs what it names, not the graph.</summary>
internal sealed class Schedule
{
    private readonly IReadOnlyList<StepNode> _nodes;
    private readonly Dictionary<Digest, int> _places = [];
    private readonly List<int>[] _dependents;
    private readonly int[] _open;
    private readonly SortedSet<int> _ready = [];
    private readonly HashSet<int> _blocked = [];
    private readonly HashSet<Digest> _lost = [];

    public Schedule(StepGraph graph)
    {
        _nodes = graph.Nodes;
        _open = new int[_nodes.Count];
        _dependents = [.. _nodes.Select(_ => new List<int>())];
        foreach (var (place, node) in _nodes.Index())
        {
            _places[node.Id] = place;
            foreach (var dependency in node.Dependencies)
            {
                _dependents[_places[dependency.Id]].Add(place);
                _open[place]++;
            }

            if (_open[place] == 0) _ready.Add(place);
            else _blocked.Add(place);
        }
    }

    /// <summary>Whether no node is left that has not started.</summary>
    public bool IsEmpty => _ready.Count == 0 && _blocked.Count == 0;

    /// <summary>Takes the nodes that can start and for which there is room.</summary>
    public IReadOnlyList<StepNode> Take(Func<StepNode, bool> hasRoom)
    {
        var taken = _ready.Where(place => hasRoom(_nodes[place])).ToList();
        foreach (var place in taken) _ready.Remove(place);
        return [.. taken.Select(place => _nodes[place])];
    }

    /// <summary>A node that was taken is done; what waited for nothing else can start.</summary>
    public void Done(StepNode node)
    {
        foreach (var dependent in _dependents[_places[node.Id]])
        {
            if (--_open[dependent] == 0 && _blocked.Remove(dependent)) _ready.Add(dependent);
        }
    }

    /// <summary>A node that was taken will never be done.</summary>
    /// <returns>What can therefore never start, each with the first of its dependencies that is lost.</returns>
    public IReadOnlyList<(StepNode Node, StepNode Because)> Lost(StepNode node)
    {
        _lost.Add(node.Id);
        var skipped = new List<(StepNode, StepNode)>();
        var next = new SortedSet<int>(_dependents[_places[node.Id]]);
        while (next.Count > 0)
        {
            var place = next.Min;
            next.Remove(place);
            if (!_blocked.Remove(place)) continue;
            var lost = _nodes[place];
            skipped.Add((lost, lost.Dependencies.First(dependency => _lost.Contains(dependency.Id))));
            _lost.Add(lost.Id);
            next.UnionWith(_dependents[place]);
        }

        return skipped;
    }

    /// <summary>Gives up what has not started.</summary>
    public IReadOnlyList<StepNode> Clear()
    {
        List<StepNode> left = [.. _ready.Concat(_blocked).Order().Select(place => _nodes[place])];
        _ready.Clear();
        _blocked.Clear();
        return left;
    }
}
