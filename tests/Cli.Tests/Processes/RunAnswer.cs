using System.Text.Json;

namespace Modelyard.Tests.Processes;

/// <summary>Parts of what <c>run --json</c> says.</summary>
public static class RunAnswer
{
    /// <summary>What was done, a line a step: its name, its key, and what came out; sorted.</summary>
    public static IReadOnlyList<string> Steps(this Answer run) =>
        [.. run.Json.GetProperty("steps").EnumerateArray().Select(step => $"{Text(step, "name")} {Text(step, "key")} {step.GetProperty("outputs").GetRawText()}").Order(StringComparer.Ordinal)];

    /// <summary>What came of the candidates: identities, which hold artifact, metrics and golden rows.</summary>
    public static IReadOnlyList<string> Identities(this Answer run) =>
        [.. run.Json.GetProperty("candidates").EnumerateArray().Select(candidate => $"{Text(candidate, "model")}/{Text(candidate, "candidate")} {Text(candidate, "identity")}")];

    /// <summary>How many steps are <c>done</c>, or <c>cached</c>.</summary>
    public static int Count(this Answer run, string state) => run.Json.GetProperty("steps").EnumerateArray().Count(step => Text(step, "state") == state);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
