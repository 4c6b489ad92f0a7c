using System.Text.Json;
using System.Text.Json.Serialization;

namespace Modelyard.Planning;

/// <summary>Which models a change affects, and why. Made without side effects; equal inputs give equal plans.</summary>
public sealed record Plan
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The revision asked for; <see langword="null"/> means HEAD.</summary>
    public required string? Since { get; init; }

    /// <summary>The commit compared with: HEAD, or the merge base of HEAD and <see cref="Since"/>; <see langword="null"/> without any commit.</summary>
    public required string? Base { get; init; }

    /// <summary>The affected models, sorted by name.</summary>
    public required IReadOnlyList<PlannedModel> Models { get; init; }

    /// <summary>The names of all other models, sorted.</summary>
    public required IReadOnlyList<string> Unaffected { get; init; }

    /// <summary>The plan as one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>What an affected model needs.</summary>
public sealed record PlannedModel
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The most that any of <see cref="Reasons"/> needs.</summary>
    public required PlannedAction Action { get; init; }

    /// <summary>What changed; at least one, the greatest needs first.</summary>
    public required IReadOnlyList<PlanReason> Reasons { get; init; }

    /// <summary>Sources, as <c>candidate.step</c>, whose data is looked at only when the run starts: it may have changed too. Models to train only.</summary>
    public IReadOnlyList<string> ResolvedAtRun { get; init; } = [];

    /// <summary>Its searches, with every trial that a run would make. Models to train only.</summary>
    public IReadOnlyList<PlannedSearch> Searches { get; init; } = [];

    /// <summary>Whether the model, or something that it uses, has errors: then it cannot be run, and what it needs may be a guess.</summary>
    public bool Invalid { get; init; }
}

/// <summary>What is to be done for a model, from the least to the most.</summary>
public enum PlannedAction
{
    /// <summary>Nothing runs: texts, comments, or settings that matter only to a later run.</summary>
    Docs,

    /// <summary>What is released, where and how it is served, or what its servers must answer.</summary>
    Release,

    /// <summary>A run of the pipeline, which may end in a new version. Steps whose keys stay the same are cached.</summary>
    Train,
}

/// <summary>One change that affects a model.</summary>
/// <param name="What">What kind of thing changed.</param>
/// <param name="Action">What this change alone needs.</param>
/// <param name="Subject">Which one: a component's, runtime's or environment's name, a file, or the model itself.</param>
/// <param name="Details">Fields of the file that changed in meaning (<c>candidates.forest.pipeline.pixels.with.size</c>), or a remark.</param>
/// <param name="Paths">The files behind it, relative to the root, sorted.</param>
public sealed record PlanReason(ReasonKind What, PlannedAction Action, string Subject, IReadOnlyList<string> Details, IReadOnlyList<ChangedFile> Paths);

/// <summary>Kinds of things that models depend on.</summary>
public enum ReasonKind
{
    /// <summary>The model's folder is new.</summary>
    NewModel,

    /// <summary>The model's folder is gone: what is live of it must go too.</summary>
    RemovedModel,

    /// <summary><c>model.yaml</c>.</summary>
    ModelSpec,

    /// <summary>The model's folder <c>code/</c>, or a file there whose use is not known.</summary>
    ModelCode,

    /// <summary>A component that a step uses.</summary>
    Component,

    /// <summary>A runtime that a component runs on, or one that it extends.</summary>
    Runtime,

    /// <summary>The runtime that serves the model, or one that it extends, where no component runs on it.</summary>
    ServingRuntime,

    /// <summary>The server's program.</summary>
    Server,

    /// <summary>A release: the traffic wanted in an environment.</summary>
    Release,

    /// <summary>An environment that the model is released to.</summary>
    Environment,

    /// <summary>The ledger <c>versions.yaml</c>.</summary>
    Versions,

    /// <summary>The samples.</summary>
    Samples,

    /// <summary>README.md and other texts.</summary>
    Texts,
}
