namespace Modelyard.Specs;

/// <summary>One walk from an estimator back to the raw instance.</summary>
internal sealed class ServingChainWalk(CandidateSpec candidate, Func<string, ComponentSpec> component)
{
    private readonly List<ChainStep> _steps = [];
    private PortReference? _rows;

    public ServingChain From(string estimator)
    {
        var outputs = component(candidate.Pipeline[estimator].Uses).Outputs;
        Visit(new PortReference(estimator, outputs.FirstOrDefault(port => port.Value.Type == "predictions").Key ?? outputs.Keys.First()));
        return new ServingChain(_steps, _rows!);
    }

    private void Visit(PortReference reference)
    {
        if (_steps.Exists(step => step.Name == reference.Step)) return;
        var spec = candidate.Pipeline[reference.Step];
        var used = component(spec.Uses);
        var inputs = spec.Inputs
            .Where(input => !ComponentPorts.IsTruth(used.Inputs[input.Key]))
            .ToDictionary(
                input => input.Key,
                input => new ChainInput(used.Inputs[input.Key].Many, [.. input.Value.Select(PortReference.Parse).Select(Source)]));
        _steps.Add(new ChainStep(reference.Step, spec, used, inputs, reference.Output));
    }

    private string Source(PortReference from)
    {
        var origin = PastSplits(from);
        if (origin is null)
        {
            _rows ??= from;
            return ServingChain.Instance;
        }

        Visit(origin);
        return origin.ToString();
    }

    // What a split passed through, to the transform that made it; null where that is a source, or several under each other.
    private PortReference? PastSplits(PortReference from)
    {
        while (true)
        {
            var spec = candidate.Pipeline[from.Step];
            var used = component(spec.Uses);
            if (used.Kind is "source" or "union") return null;
            if (used.Kind != "split") return from;
            var passed = used.Outputs.GetValueOrDefault(from.Output)?.Passes ?? used.Inputs.First(input => input.Value.Type == "rows").Key;
            from = PortReference.Parse(spec.Inputs[passed][0]);
        }
    }
}
