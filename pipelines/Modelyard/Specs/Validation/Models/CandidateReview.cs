using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>One candidate: its steps with their components, and the questions that several validators ask.</summary>
internal sealed class CandidateReview
{
    private readonly SourceMap _source;
    private readonly Lazy<ServingChain?> _chain;
    private readonly Lazy<ColumnFlow> _columns;
    private readonly Lazy<ILookup<string, string>> _readers;

    public CandidateReview(ModelReview model, string name, CandidateSpec spec)
    {
        (Model, Name, Spec, _source) = (model, name, spec, model.Source);
        StepNames = [.. _source.KeysAt("candidates", name, "pipeline")];
        Steps = spec.Pipeline.ToDictionary(step => step.Key, step => new StepReview(this, step.Key, step.Value));
        Cycles = StepCycles.In(spec.Pipeline);
        _chain = new Lazy<ServingChain?>(BuildChain);
        _readers = new Lazy<ILookup<string, string>>(() => Readers(spec.Pipeline));
        _columns = new Lazy<ColumnFlow>(() => new ColumnFlow(this, instance: null));
    }

    public ModelReview Model { get; }

    public string Name { get; }

    public CandidateSpec Spec { get; }

    /// <summary>Null when it has errors of its own.</summary>
    public ServingSpec? Serving => Spec.Serving;

    public IReadOnlyDictionary<string, StepReview> Steps { get; }

    /// <summary>Circles of steps, each as the names along it, the first repeated at the end.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cycles { get; }

    /// <summary>Names of all steps in the file, those with errors too.</summary>
    public IReadOnlyCollection<string> StepNames { get; }

    /// <summary>Whether every step is sound, uses a sound component and is wired to steps and ports that exist, without circles.</summary>
    public bool Complete => Cycles.Count == 0 && Steps.Count == StepNames.Count && Steps.Values.All(step => step.Wired);

    /// <summary>What is served; null where that cannot be told, which other validators report.</summary>
    public ServingChain? Chain => _chain.Value;

    /// <summary>The columns of rows in training.</summary>
    public ColumnFlow Columns => _columns.Value;

    /// <summary>Step → the steps that read from it.</summary>
    public ILookup<string, string> ReadersOf => _readers.Value;

    /// <summary>The runtime's way of serving; null where it is unknown, broken or does not serve.</summary>
    public RuntimeServesSpec? Serves => Serving is null ? null : Model.Runtimes.Sound(Serving.Runtime)?.Serves;

    /// <summary>The output that a reference names; null where the step or its component is unknown or broken, or has none such.</summary>
    public PortSpec? OutputAt(PortReference reference) =>
        Steps.GetValueOrDefault(reference.Step)?.Component is { } component
            ? ComponentPorts.OutputsOf(component).GetValueOrDefault(reference.Output)
            : null;

    public SourcePosition At(params ReadOnlySpan<string> path) => _source.At(["candidates", Name, .. path]);

    public SourcePosition ValueAt(params ReadOnlySpan<string> path) => _source.ValueAt(["candidates", Name, .. path]);

    public bool Has(params ReadOnlySpan<string> path) => _source.Has(["candidates", Name, .. path]);

    /// <summary>The component of a step of a complete candidate.</summary>
    public ComponentSpec ComponentNamed(string name) => Model.ComponentOf(name)!;

    private static ILookup<string, string> Readers(IReadOnlyDictionary<string, StepSpec> pipeline) => pipeline
        .SelectMany(
            step => step.Value.Inputs.Values
                .SelectMany(references => references)
                .Select(reference => (Reader: step.Key, From: PortReference.Parse(reference).Step)))
        .ToLookup(edge => edge.From, edge => edge.Reader);

    private ServingChain? BuildChain()
    {
        if (!Complete || Serving is null) return null;
        var servable = Serving.From is { } from
            ? Steps.TryGetValue(from, out var step) && step.Component!.Kind == "estimator"
            : ServingChain.EstimatorLeaves(Spec.Pipeline, ComponentNamed).Count == 1;
        return servable ? ServingChain.Of(Spec, ComponentNamed) : null;
    }
}
