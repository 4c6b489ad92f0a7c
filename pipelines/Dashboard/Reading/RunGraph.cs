using Modelyard.Running.History;

namespace Modelyard.Dashboard.Reading;

/// <summary>
/// Where each step of a run stands in its picture: layers from left to right, each step right of all that it needs; within a layer
/// as near as can be to what it needs. A line that passes a layer has a place of its own there, so that it crosses no box; all lines of one step
/// share it. Parts that share nothing stand below each other.
/// </summary>
internal sealed class RunGraph
{
    private readonly List<int>[] _needs;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<(int Step, int Layer), Node> _passing = [];

    public RunGraph(IReadOnlyList<RunStep> steps)
    {
        var byName = steps.SelectMany((step, index) => step.Names.Select(name => (name, index))).ToLookup(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        // A step stands after what it needs in the record; what a damaged one says otherwise is passed over.
        _needs = [.. steps.Select((step, index) => step.Needs.SelectMany(name => byName[name]).Where(need => need < index).Distinct().ToList())];
        for (var i = 0; i < steps.Count; i++) _nodes.Add(new Node(i, false, _needs[i].Select(need => _nodes[need].Layer + 1).DefaultIfEmpty(0).Max()));
        for (var i = 0; i < steps.Count; i++) _nodes[i].After.AddRange(_needs[i].Select(need => Before(need, _nodes[i].Layer)));
        foreach (var part in Parts()) Place(part);
    }

    /// <summary>How many rows the picture has.</summary>
    public int Rows { get; private set; }

    /// <summary>How many layers.</summary>
    public int Layers => _nodes.Count == 0 ? 0 : _nodes.Max(node => node.Layer) + 1;

    /// <summary>Lines: the step that they start at, the places that they pass, the step that they end at; each (layer, row).</summary>
    public IEnumerable<IReadOnlyList<(int Layer, int Row)>> Lines => _needs.SelectMany((needs, to) => needs.Select(from =>
        (IReadOnlyList<(int, int)>)[.. Enumerable.Range(_nodes[from].Layer, _nodes[to].Layer - _nodes[from].Layer).Select(layer => At(from, layer).Place), _nodes[to].Place]));

    /// <summary>Where a step stands.</summary>
    public (int Layer, int Row) PlaceOf(int step) => _nodes[step].Place;

    private Node At(int step, int layer) => layer == _nodes[step].Layer ? _nodes[step] : _passing[(step, layer)];

    /// <summary>What is just left of a layer on the way from a step: the step, or where its lines pass.</summary>
    private Node Before(int step, int layer)
    {
        if (layer - 1 == _nodes[step].Layer) return _nodes[step];
        if (_passing.TryGetValue((step, layer - 1), out var known)) return known;
        var passing = new Node(step, true, layer - 1);
        passing.After.Add(Before(step, layer - 1));
        return _passing[(step, layer - 1)] = passing;
    }

    private List<List<Node>> Parts()
    {
        var root = Enumerable.Range(0, _needs.Length).ToArray();
        for (var to = 0; to < _needs.Length; to++) _needs[to].ForEach(from => root[Find(from)] = Find(to));
        return [.. _nodes.Concat(_passing.Values).GroupBy(node => Find(node.Step)).Select(part => part.ToList())];

        int Find(int step)
        {
            while (root[step] != step) step = root[step] = root[root[step]];
            return step;
        }
    }

    private void Place(List<Node> part)
    {
        var first = Rows;
        foreach (var layer in part.GroupBy(node => node.Layer).OrderBy(layer => layer.Key))
        {
            // By the mean row of what each needs; sources in the order of the file, and lines that pass below the boxes.
            var row = first;
            foreach (var node in layer.OrderBy(node => node.After.Count == 0 ? 0 : node.After.Average(before => before.Row)).ThenBy(node => node.Passes).ThenBy(node => node.Step)) node.Row = row++;
            Rows = Math.Max(Rows, row);
        }
    }

    /// <summary>A step, or a place where its lines pass.</summary>
    private sealed class Node(int step, bool passes, int layer)
    {
        public bool Passes { get; } = passes;

        public int Step { get; } = step;

        public int Layer { get; } = layer;

        public int Row { get; set; }

        public List<Node> After { get; } = [];

        public (int Layer, int Row) Place => (Layer, Row);
    }
}
