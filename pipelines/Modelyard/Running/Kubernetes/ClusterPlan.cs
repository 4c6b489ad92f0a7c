using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Store;
using Modelyard.Specs;

namespace Modelyard.Running.Kubernetes;

/// <summary>
/// What a run's driver does, wholly: it has no git, no SDK and no runtime of a model. <c>/yard/plan.json</c> of the driver's image, whose digest names the plan.
/// </summary>
public sealed record ClusterPlan
{
    /// <summary>Which environment's training place it is for.</summary>
    public required string Environment { get; init; }

    /// <summary>Where versions, images and entries of sources are: <c>registry.example/modelyard</c>.</summary>
    public required string Registry { get; init; }

    /// <summary>Namespace, claim and what pods there need.</summary>
    public required ClusterPlaceSpec Place { get; init; }

    /// <summary>Models to train.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The command line that asked, for the history.</summary>
    public required string Command { get; init; }

    /// <summary>The commit that the specs are of; none outside git.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether they differ from it.</summary>
    public bool Dirty { get; init; }

    /// <summary>Names the specs and sources that the driver has: where they differ from the commit, that does not tell one change from another.</summary>
    public Digest? Repository { get; init; }

    /// <summary>Name → runtime as it is in images, with its lock; as <see cref="StepRuntime.NameFor"/> for one model's own components.</summary>
    public required IReadOnlyDictionary<string, StepRuntime> Runtimes { get; init; }

    /// <summary>Folder of a component → the image that its steps run in.</summary>
    public required IReadOnlyDictionary<string, JobImage> Steps { get; init; }

    /// <summary>Model and candidate, joined by <c>/</c> → the image of a server that finds its model on the volume; for blessing.</summary>
    public required IReadOnlyDictionary<string, JobImage> Servers { get; init; }

    /// <summary>The image of TensorFlow Serving by digest, as kubelets write it, for blessing those whose last step is a SavedModel; none where no model's is.</summary>
    public string? TensorFlow { get; init; }

    /// <summary>Node id → what was found of a source whose data is where the plan was made, and was brought into the registry from there.</summary>
    public IReadOnlyDictionary<string, PlannedSource> Sources { get; init; } = new Dictionary<string, PlannedSource>();

    /// <summary>Where the entries of the run's steps go when it is over; none: nowhere, they are on the cluster's volume.</summary>
    public SharePlan? Share { get; init; }

    /// <summary>Whether only the driver's own node can mount the store: the claim is not ReadWriteMany.</summary>
    public bool OneNode { get; init; }

    /// <summary>Names the plan without what sources hold at this moment: drivers of one plan are one driver.</summary>
    [JsonIgnore]
    public Digest Unresolved => CanonicalJson.Digest(ToJson(this with { Sources = new Dictionary<string, PlannedSource>() }));

    /// <summary>The document.</summary>
    public byte[] ToBytes() => CanonicalJson.Readable(ToJson(this));

    /// <summary>Reads it back.</summary>
    public static ClusterPlan Parse(ReadOnlySpan<byte> document) => JsonSerializer.Deserialize<ClusterPlan>(document, StoreJson.Options)!;

    private static JsonObject ToJson(ClusterPlan plan) => JsonSerializer.SerializeToNode(plan, StoreJson.Options)!.AsObject();
}

/// <summary>That entries are shared, in the cache of the environment's registry.</summary>
/// <param name="Scope">The part of it that only those read who name it; none: the common one.</param>
public sealed record SharePlan(string? Scope);

/// <summary>An image that pods are made of.</summary>
/// <param name="Reference">By digest: <c>registry.example/modelyard/steps/split@sha256:…</c>.</param>
/// <param name="Entrypoint">What it starts.</param>
/// <param name="Environment">The variables that it sets.</param>
public sealed record JobImage(string Reference, IReadOnlyList<string> Entrypoint, IReadOnlyDictionary<string, string> Environment);

/// <summary>A source that was looked at where the plan was made.</summary>
/// <param name="Fingerprint">What its data was.</param>
/// <param name="Key">The step's key, whose entry is in the registry.</param>
public sealed record PlannedSource(Digest Fingerprint, Digest Key);
