using Modelyard.Content;
using Modelyard.Running.Graph;
using Modelyard.Running.History;
using Modelyard.Running.Store;

namespace Modelyard.Running.Keys;

/// <summary>Why a step is cached, or why it ran or would run.</summary>
/// <param name="Verdict">cached, changed, new, or unknown where a step before it has to run first.</param>
/// <param name="Reasons">The parts of the key that changed, in words; of the last execution where it is cached.</param>
/// <param name="Run">The run that last executed it, or that it is compared with.</param>
/// <param name="Waits">Steps that must run before its key is known.</param>
public sealed record Explanation(StepName Step, ExplanationVerdict Verdict, IReadOnlyList<string> Reasons, string? Run, IReadOnlyList<string> Waits);

/// <summary>What a step's key says.</summary>
public enum ExplanationVerdict
{
    /// <summary>Its output is there; it would not run.</summary>
    Cached,

    /// <summary>Part of its key is not what it was; it would run.</summary>
    Changed,

    /// <summary>It never ran under this name; it would run.</summary>
    New,

    /// <summary>Its key is what it was, but its output is gone or damaged; it would run.</summary>
    Lost,

    /// <summary>Its key is known once other steps have run.</summary>
    Unknown,
}

/// <summary>Explains steps by comparing their keys with those of earlier runs.</summary>
public sealed class Explainer(YardStore store, StepGraph graph, IReadOnlyDictionary<Digest, ForecastStep> forecast)
{
    /// <summary>Explains one step.</summary>
    public Explanation Explain(StepName name)
    {
        var now = forecast[graph.ByName[name].Id];
        var past = RunHistories.Of(store.Runs, name).ToList();
        if (now.Key is null)
        {
            var waits = now.Node.Dependencies.Where(node => forecast[node.Id].Hit is null).Select(node => node.Name.WithinModel).ToList();
            return new Explanation(name, ExplanationVerdict.Unknown, [], null, waits);
        }

        if (now.Hit is not null) return Cached(name, now, past);
        var last = past.Count == 0 ? null : past[0].Step;
        if (last is null) return new Explanation(name, ExplanationVerdict.New, [], null, []);
        return last.Key == now.Key.Digest
            ? new Explanation(name, ExplanationVerdict.Lost, ["its output is no longer in the store"], past[0].Run.Run, [])
            : new Explanation(name, ExplanationVerdict.Changed, Reasons(now.Node, last, now.Key.Document), past[0].Run.Run, []);
    }

    // The execution that filled the cache is explained by the last run before it that had another key.
    private Explanation Cached(StepName name, ForecastStep now, List<(RunRecord Run, RunStep Step)> past)
    {
        var before = past
            .Where(entry => string.CompareOrdinal(entry.Run.Run, now.Hit!.Run) < 0 && entry.Step.Key != now.Key!.Digest)
            .Select(entry => entry.Step)
            .FirstOrDefault();
        var reasons = before is null ? [] : Reasons(now.Node, before, now.Key!.Document);
        return new Explanation(name, ExplanationVerdict.Cached, reasons, now.Hit!.Run, []);
    }

    private List<string> Reasons(StepNode node, RunStep before, System.Text.Json.Nodes.JsonObject now) =>
        [.. KeyDifference.Between(before.KeyDocument!, now).Select(difference => InWords(node, difference))];

    private string InWords(StepNode node, KeyDifference difference)
    {
        var parts = difference.Part.Split('.', 2);
        return parts[0] switch
        {
            "component" => $"the component {node.Component.Spec.Name} changed{Files(difference)}",
            "runtime" => $"the shared code of the runtime {node.Component.Spec.Runtime} changed{Files(difference)}",
            "lock" => $"what the runtime {node.Component.Spec.Runtime} has installed changed",
            "parameters" when difference.Before is null => $"the parameter {parts[1]} is new: {difference.Now}",
            "parameters" when difference.Now is null => $"the parameter {parts[1]} is gone; it was {difference.Before}",
            "parameters" => $"the parameter {parts[1]} was {difference.Before} and is {difference.Now}",
            "inputs" when node.Inputs.TryGetValue(parts[1], out var input) =>
                $"the input {parts[1]} changed (from {string.Join(", ", input.From.Select(source => $"{source.Node.Name.Step}.{source.Port}"))})",
            "requirements" when parts.Length == 1 => difference.Before is null ? "the model brings packages of its own now (requirements.txt)" : "the model brings no packages of its own any more (requirements.txt)",
            "requirements" when difference.Before is null => $"the model requires {parts[1]} {difference.Now} (requirements.txt)",
            "requirements" when difference.Now is null => $"the model no longer requires {parts[1]}, which was {difference.Before} (requirements.txt)",
            "requirements" => $"the model requires {parts[1]} {difference.Now} in the place of {difference.Before} (requirements.txt)",
            "apt" when parts.Length == 1 => difference.Before is null ? "the model needs packages of Debian now (apt.txt)" : "the model needs no packages of Debian any more (apt.txt)",
            "apt" when difference.Before is null => $"the model needs Debian's {parts[1]}, which is {difference.Now} (apt.txt)",
            "apt" when difference.Now is null => $"the model no longer needs Debian's {parts[1]}, which was {difference.Before} (apt.txt)",
            "apt" => $"Debian's {parts[1]} was {difference.Before} and is {difference.Now} (apt.txt)",
            "source" => "the data that the source reads changed",
            "command" => $"the command was `{difference.Before}` and is `{difference.Now}`",
            _ => $"{difference.Part} was {difference.Before ?? "not there"} and is {difference.Now ?? "gone"}",
        };
    }

    private string Files(KeyDifference difference)
    {
        var files = store.Code.Difference(difference.Before ?? "", difference.Now ?? "");
        return files.Count == 0 ? "" : $" ({string.Join(", ", files)})";
    }
}
