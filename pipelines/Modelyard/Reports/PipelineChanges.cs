using Modelyard.Running.Keys;
using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Reports;

/// <summary>One step of a version beside the step of that name of another.</summary>
/// <param name="Change">same, changed, added or removed.</param>
/// <param name="Reasons">The parts of its key that differ, in words.</param>
/// <param name="Seconds">What it took to execute; none where the store no longer knows.</param>
/// <param name="PeakMemory">Greatest resident memory of that execution, bytes.</param>
public sealed record StepChange(string Step, string Component, string Change, IReadOnlyList<string> Reasons, double? Seconds, double? Before, long? PeakMemory)
{
    internal static IReadOnlyList<StepChange> Of(VersionManifest one, VersionManifest? other, YardStore store) =>
    [
        .. one.Steps.Select(step => Of(step.Key, step.Value, other, store)),
        .. other?.Steps.Where(step => !one.Steps.ContainsKey(step.Key))
            .Select(step => new StepChange(step.Key, step.Value.Component, "removed", [], null, store.Steps.Find(step.Value.Key)?.Seconds, null)) ?? [],
    ];

    private static StepChange Of(string name, VersionStep step, VersionManifest? other, YardStore store)
    {
        var now = store.Steps.Find(step.Key);
        var before = other?.Steps.GetValueOrDefault(name);
        var was = before is null ? null : store.Steps.Find(before.Key);
        var change = other is null ? "" : before is null ? "added" : before.Key == step.Key ? "same" : "changed";
        return new StepChange(name, step.Component, change, change == "changed" ? ReasonsOf(step, before!, now, was) : [], now?.Seconds, was?.Seconds, now?.PeakMemory);
    }

    private static List<string> ReasonsOf(VersionStep step, VersionStep before, StepRecord? now, StepRecord? was)
    {
        if (step.Component != before.Component) return [$"the component was {before.Component} and is {step.Component}"];
        return now is null || was is null ? [] : [.. KeyDifference.Between(was.KeyDocument, now.KeyDocument).Select(InWords)];
    }

    private static string InWords(KeyDifference difference) => difference.Part.Split('.', 2) switch
    {
        ["parameters", var name] when difference.Before is null => $"{name} is new: {difference.Now}",
        ["parameters", var name] when difference.Now is null => $"{name} is gone; it was {difference.Before}",
        ["parameters", var name] => $"{name} was {difference.Before} and is {difference.Now}",
        ["inputs", var name] => $"its input {name} changed",
        ["component"] => "its code changed",
        ["runtime"] => "the shared code of its runtime changed",
        ["lock"] => "what its runtime has installed changed",
        ["source"] => "the data that it reads changed",
        ["command"] => $"its command was `{difference.Before}` and is `{difference.Now}`",
        _ => $"{difference.Part} was {difference.Before ?? "not there"} and is {difference.Now ?? "gone"}",
    };
}
