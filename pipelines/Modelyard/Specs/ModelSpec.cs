namespace Modelyard.Specs;

/// <summary>What a team declares of a model: <c>models/&lt;name&gt;/model.yaml</c>.</summary>
public sealed record ModelSpec
{
    /// <summary>The model's name, equal to its folder's: lower-case letters, digits and inner hyphens, at most 40.</summary>
    [Form(TextForm.Name)]
    public required string Name { get; init; }

    /// <summary>The team that answers for the model.</summary>
    public required string Owner { get; init; }

    /// <summary>One sentence for the catalogue.</summary>
    public required string Description { get; init; }

    /// <summary>What goes in and what comes out.</summary>
    public required SignatureSpec Signature { get; init; }

    /// <summary>Named pipelines with a way to serve them; at least one.</summary>
    [NotEmpty, Form(TextForm.Name)]
    public required IReadOnlyDictionary<string, CandidateSpec> Candidates { get; init; }

    /// <summary>
    /// Metric name → the bounds a version must keep to exist. Empty by default: then samples and golden rows alone decide.
    /// </summary>
    [Form(TextForm.Metric)]
    public IReadOnlyDictionary<string, GateSpec> Gates { get; init; } = new Dictionary<string, GateSpec>();

    /// <summary>What every server of this model must answer.</summary>
    public required ModelTestsSpec Tests { get; init; }
}

/// <summary>The fields of an instance and of a prediction.</summary>
public sealed record SignatureSpec
{
    /// <summary>Field → type, of one instance; at least one.</summary>
    [NotEmpty, Form(TextForm.Column)]
    public required IReadOnlyDictionary<string, FieldSpec> Instance { get; init; }

    /// <summary>Field → type, of one prediction; at least one.</summary>
    [NotEmpty, Form(TextForm.Column)]
    public required IReadOnlyDictionary<string, FieldSpec> Prediction { get; init; }

    /// <summary>
    /// Fields of which an instance has exactly one: what goes through the chain, or what the estimator takes in its place
    /// (the <c>queries</c> of its component). Empty by default.
    /// </summary>
    public IReadOnlyList<string> OneOf { get; init; } = [];
}

/// <summary>The type of a field or a column. A bare name in YAML (<c>label: string</c>) stands for <see cref="Type"/>.</summary>
[Shorthand(nameof(Type))]
public sealed record FieldSpec
{
    /// <summary>string, number, integer, boolean, image; vector (instances only), map and neighbours (predictions only).</summary>
    [OneOf("string", "number", "integer", "boolean", "image", "vector", "map", "neighbours")]
    public required string Type { get; init; }

    /// <summary>Pixels; images only.</summary>
    [Bounds(1, 4096)]
    public int? Width { get; init; }

    /// <summary>Pixels; images only.</summary>
    [Bounds(1, 4096)]
    public int? Height { get; init; }

    /// <summary>1 grey, 3 RGB, 4 RGBA; images only.</summary>
    [Bounds(1, 4)]
    public int? Channels { get; init; }

    /// <summary>The type of a map's values; maps only.</summary>
    [OneOf("string", "number", "integer", "boolean")]
    public string? Of { get; init; }

    /// <summary>How many numbers it has; vectors only.</summary>
    [Bounds(1, 65536)]
    public int? Length { get; init; }

    /// <summary>The least value; numbers and integers of an instance only.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest value; numbers and integers of an instance only.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether an instance may leave the field out. Defaults to false.</summary>
    public bool Optional { get; init; }
}

/// <summary>A pipeline that ends in an estimator, and the runtime that serves what it fits.</summary>
public sealed record CandidateSpec
{
    /// <summary>Step name → step. Any acyclic graph.</summary>
    [NotEmpty, Form(TextForm.Name)]
    public required IReadOnlyDictionary<string, StepSpec> Pipeline { get; init; }

    /// <summary>How the candidate's versions are served.</summary>
    public required ServingSpec Serving { get; init; }
}

/// <summary>One use of a component.</summary>
public sealed record StepSpec
{
    /// <summary>The component's name; <c>./name</c> is one of the model's own, in its folder <c>code/name/</c>; <c>model:name</c> asks another model.</summary>
    public required string Uses { get; init; }

    /// <summary>Input port → <c>step.output</c>, or a list of them for a port that takes many.</summary>
    public IReadOnlyDictionary<string, PortReferences> Inputs { get; init; } = new Dictionary<string, PortReferences>();

    /// <summary>Parameter → value; what is left out takes the component's default.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement> With { get; init; } =
        new Dictionary<string, System.Text.Json.JsonElement>();

    /// <summary>Estimators of classes only: which parameters a search chooses, and how. None by default.</summary>
    public SearchSpec? Search { get; init; }

    /// <summary>What the step needs to run; the component's own figures by default. Never part of the key.</summary>
    public ResourcesSpec? Resources { get; init; }

    /// <summary>The step is stopped after this long; the component's own figure, else 1 hour, by default.</summary>
    public Duration? Timeout { get; init; }

    /// <summary>What happens after a failure; no second attempt by default.</summary>
    public RetrySpec? Retry { get; init; }
}

/// <summary>What a step needs.</summary>
public sealed record ResourcesSpec
{
    /// <summary>Processor cores; more than the machine has means all of them. Defaults to 1.</summary>
    [Bounds(1, 256)]
    public int Cpus { get; init; } = 1;

    /// <summary>Memory as a Kubernetes quantity (<c>512Mi</c>, <c>2Gi</c>); no reservation by default.</summary>
    public Quantity? Memory { get; init; }

    /// <summary>GPUs, which only a cluster can give; elsewhere the step runs without, and a warning says so. Defaults to 0.</summary>
    [Bounds(0, 16)]
    public int Gpus { get; init; }
}

/// <summary>Attempts after a failure, with exponential backoff.</summary>
public sealed record RetrySpec
{
    /// <summary>How often the step is started in all. Defaults to 1.</summary>
    [Bounds(1, 10)]
    public int Attempts { get; init; } = 1;

    /// <summary>The pause before the second attempt; it doubles for each one after. Defaults to 1 second.</summary>
    public Duration Backoff { get; init; } = Duration.FromSeconds(1);
}

/// <summary>How versions of a candidate answer.</summary>
public sealed record ServingSpec
{
    /// <summary>A runtime that serves (<c>pipelines/Runtimes/</c>): flask-sklearn, onnx, …</summary>
    public required string Runtime { get; init; }

    /// <summary>The estimator whose chain is served; needed only where the pipeline has several.</summary>
    public string? From { get; init; }

    /// <summary>Processes of one server. Defaults to 1.</summary>
    [Bounds(1, 64)]
    public int Workers { get; init; } = 1;

    /// <summary>Memory that one server may use, all processes together; no limit by default.</summary>
    public Quantity? Memory { get; init; }

    /// <summary>Where the weights are when it runs in a container: baked, volume or image-volume. Defaults to baked.</summary>
    [OneOf(Specs.Packaging.Baked, Specs.Packaging.Volume, Specs.Packaging.ImageVolume)]
    public string Packaging { get; init; } = Specs.Packaging.Baked;

    /// <summary>How many pods answer for a version on a cluster: <c>{ min: 2, max: 10, cpu: 70 }</c>. Defaults to one, without an autoscaler.</summary>
    public ReplicasSpec Replicas { get; init; } = new();
}

/// <summary>Bounds of one metric; at least one of the two.</summary>
public sealed record GateSpec
{
    /// <summary>The least value that passes.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The greatest value that passes.</summary>
    public double? AtMost { get; init; }
}

/// <summary>What every server of the model must answer.</summary>
public sealed record ModelTestsSpec
{
    /// <summary>A file of <c>{"instances": […]}</c> in the model's folder.</summary>
    public required string Samples { get; init; }
}
