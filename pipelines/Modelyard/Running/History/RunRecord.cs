using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Execution;

namespace Modelyard.Running.History;

/// <summary>How a run stands.</summary>
public enum RunState
{
    /// <summary>Under way.</summary>
    Running,

    /// <summary>Every step is done.</summary>
    Done,

    /// <summary>At least one step failed.</summary>
    Failed,

    /// <summary>Stopped by its user.</summary>
    Interrupted,

    /// <summary>Its process is gone and could not say how it ended. Never written: found when the record is read.</summary>
    Killed,
}

/// <summary>One run: <c>runs/&lt;run&gt;/run.json</c>.</summary>
public sealed record RunRecord
{
    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The command line that asked for it.</summary>
    public required string Command { get; init; }

    /// <summary>How it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The models that it was for.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Its steps, in an order in which each comes after what it depends on.</summary>
    public IReadOnlyList<RunStep> Steps { get; init; } = [];
}

/// <summary>One step of a run.</summary>
public sealed record RunStep
{
    /// <summary>Everyone who asked for it: <c>item-photo/forest.pixels</c>.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The component.</summary>
    public required string Component { get; init; }

    /// <summary>The first names of the steps that it needs.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>How it ended.</summary>
    public required StepState State { get; init; }

    /// <summary>Its key, where its inputs were done.</summary>
    public Digest? Key { get; init; }

    /// <summary>What the key was made from.</summary>
    public JsonObject? KeyDocument { get; init; }

    /// <summary>Wall time, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Its log, where it ran.</summary>
    public string? Log { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Failure { get; init; }

    internal static RunStep Of(StepProgress state, StepResult? result, string log) => new()
    {
        Names = [.. state.Node.Names.Select(name => name.ToString())],
        Component = state.Node.Component.Spec.Name,
        Needs = [.. state.Node.Dependencies.Select(node => node.Name.ToString())],
        State = state.State,
        Key = result?.Key.Digest,
        KeyDocument = result?.Key.Document.DeepClone().AsObject(),
        Seconds = Math.Round(state.Seconds, 3),
        Log = File.Exists(log) ? log : null,
        Failure = state.Failure?.ToString(),
    };
}
