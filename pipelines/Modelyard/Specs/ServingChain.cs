namespace Modelyard.Specs;

/// <summary>
/// The steps that a raw instance passes on its way to a prediction, in order; the last is the estimator. The chain is walked
/// back from the estimator through every input but labels and targets, which exist in training only. Sources give the instance and splits
/// pass it through, so neither is in the chain.
/// </summary>
/// <param name="Steps">Transforms and the estimator, each after those it reads from.</param>
/// <param name="Rows">The output whose rows enter the chain in training: where evaluation rows are taken from.</param>
public sealed record ServingChain(IReadOnlyList<ChainStep> Steps, PortReference Rows)
{
    /// <summary>Where a chain begins.</summary>
    public const string Instance = "$instance";

    /// <summary>The estimator.</summary>
    public ChainStep Estimator => Steps[^1];

    /// <summary>The fields of an instance that go straight to the estimator, not through the chain.</summary>
    public IReadOnlyDictionary<string, FieldSpec> AskedOf(SignatureSpec signature) => Fields(signature, asked: true);

    /// <summary>The fields of an instance that go through the chain: those that rows of training have too.</summary>
    public IReadOnlyDictionary<string, FieldSpec> EnteringOf(SignatureSpec signature) => Fields(signature, asked: false);

    /// <summary>The chain of a validated candidate.</summary>
    public static ServingChain Of(CandidateSpec candidate, IReadOnlyDictionary<string, SpecFile<ComponentSpec>> components) =>
        Of(candidate, name => components[name].Spec);

    internal static ServingChain Of(CandidateSpec candidate, Func<string, ComponentSpec> component) =>
        new ServingChainWalk(candidate, component).From(candidate.Serving.From ?? EstimatorLeaves(candidate.Pipeline, component).Single());

    private Dictionary<string, FieldSpec> Fields(SignatureSpec signature, bool asked) => signature.Instance
        .Where(field => (Estimator.Component.Serves is { } serves && (serves.Queries.ContainsKey(field.Key) || serves.Options.ContainsKey(field.Key))) == asked)
        .ToDictionary();

    /// <summary>The estimators from which no other estimator learns, directly or through other steps.</summary>
    internal static IReadOnlyList<string> EstimatorLeaves(
        IReadOnlyDictionary<string, StepSpec> pipeline, Func<string, ComponentSpec> component)
    {
        var estimators = pipeline.Where(step => component(step.Value.Uses).Kind == "estimator").Select(step => step.Key).ToList();
        if (estimators.Count < 2) return estimators;
        var upstream = new HashSet<string>();
        foreach (var estimator in estimators) AddUpstream(estimator);
        return [.. estimators.Where(estimator => !upstream.Contains(estimator))];

        void AddUpstream(string step)
        {
            foreach (var source in pipeline[step].Inputs.Values
                .SelectMany(references => references)
                .Select(reference => PortReference.Parse(reference).Step))
            {
                if (upstream.Add(source)) AddUpstream(source);
            }
        }
    }
}

/// <summary>One step of a chain.</summary>
/// <param name="Inputs">Port → <c>$instance</c> or <c>step.output</c>.</param>
/// <param name="Output">The port that the next step reads; of an estimator, its predictions.</param>
public sealed record ChainStep(
    string Name, StepSpec Spec, ComponentSpec Component, IReadOnlyDictionary<string, ChainInput> Inputs, string Output);

/// <summary>What feeds a port of a chain's step.</summary>
public sealed record ChainInput(bool IsList, IReadOnlyList<string> From);
