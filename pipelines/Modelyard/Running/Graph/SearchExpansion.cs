using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Running.Graph;

/// <summary>
/// Turns a step with a search into plain steps:
/// <code>
///   labels ─ holdout ─┬─ trial 1 ─┐
///                     ├─ trial 2 ─┼─ choose ─ the step itself, with the chosen parameters, on all training rows
///                     └─ trial n ─┘
/// </code>
/// The choice enters the step through a port of the platform's own. It is resolved into parameters before the step's key is made, so
/// that another search with the same winner trains nothing anew.
/// </summary>
internal static class SearchExpansion
{
    /// <summary>The component that holds rows back.</summary>
    public const string Holdout = "holdout";

    /// <summary>The component that takes the best trial.</summary>
    public const string Choose = "choose";

    /// <summary>The component's output, and the name under which the choice reaches a step; no component can have such a port.</summary>
    public const string ChoicePort = "$choice";

    private const string Labels = "labels";
    private const string Predictions = "predictions";

    /// <summary>The choice that feeds the step.</summary>
    /// <param name="inputs">The step's own inputs.</param>
    /// <param name="register">Adds a step of the platform's: its name, what it is, its inputs.</param>
    public static NodeInput Expand(
        string step, StepSpec spec, IReadOnlyDictionary<string, NodeInput> inputs, Func<string, StepSpec, IReadOnlyDictionary<string, NodeInput>, StepNode> register)
    {
        var search = spec.Search!;
        var trials = SearchTrials.Of(search);
        var holdout = register(
            SearchTrials.HoldoutOf(step),
            new StepSpec { Uses = Holdout, With = With(("share", search.Holdout), ("rows", search.Rows), ("seed", search.Seed)) },
            new Dictionary<string, NodeInput> { [Labels] = inputs[Labels] });

        var held = new NodeInput(false, [new NodeOutput(holdout, Labels)]);
        var tried = trials.Select((trial, number) => register(
            SearchTrials.TrialOf(step, number + 1),
            spec with { Search = null, With = Merged(spec.With, search.With, trial) },
            new Dictionary<string, NodeInput>(inputs) { [Labels] = held })).ToList();

        var listed = new JsonArray([.. trials.Select(trial => (JsonNode)trial)]);
        var choice = register(
            SearchTrials.ChoiceOf(step),
            new StepSpec { Uses = Choose, With = With(("trials", Encoding.UTF8.GetString(CanonicalJson.Bytes(listed))), ("metric", search.Metric)) },
            new Dictionary<string, NodeInput>
            {
                [Predictions] = new(true, [.. tried.Select(trial => new NodeOutput(trial, Predictions))]),
                [Labels] = held,
            });
        return new NodeInput(false, [new NodeOutput(choice, "choice")]);
    }

    private static Dictionary<string, JsonElement> With(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var with = new Dictionary<string, JsonElement>();
        foreach (var (name, value) in values) with[name] = JsonSerializer.SerializeToElement(value);
        return with;
    }

    private static Dictionary<string, JsonElement> Merged(
        IReadOnlyDictionary<string, JsonElement> own, IReadOnlyDictionary<string, JsonElement> ofTrials, JsonObject trial)
    {
        var with = new Dictionary<string, JsonElement>(own);
        foreach (var (name, value) in ofTrials) with[name] = value;
        foreach (var (name, value) in trial) with[name] = JsonSerializer.SerializeToElement(value);
        return with;
    }
}
