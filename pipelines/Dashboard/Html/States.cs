using Modelyard.Running.Execution;
using Modelyard.Running.History;

namespace Modelyard.Dashboard.Html;

/// <summary>States by word, shape and colour, since not everybody sees all three.</summary>
internal static class States
{
    public static void State(this HtmlText html, RunState state) => html.Add($"<span class=\"state {Tone(state)}\">{Word(state)}</span>");

    public static void State(this HtmlText html, StepState state) => html.Add($"<span class=\"state {Tone(state)}\">{Word(state)}</span>");

    public static string Word<T>(T state) => $"{state}".ToLowerInvariant();

    /// <summary>A sign of the state that needs no colour.</summary>
    public static string Sign(StepState state) => state switch
    {
        StepState.Done => "✓",
        StepState.Cached => "↺",
        StepState.Failed => "✕",
        StepState.Running => "▸",
        StepState.Skipped or StepState.Interrupted => "–",
        _ => "·",
    };

    public static string Tone(StepState state) => state switch
    {
        StepState.Done => "ok",
        StepState.Cached => "kept",
        StepState.Failed => "bad",
        StepState.Running => "busy",
        _ => "idle",
    };

    private static string Tone(RunState state) => state switch
    {
        RunState.Done => "ok",
        RunState.Running => "busy",
        RunState.Interrupted => "idle",
        _ => "bad",
    };
}
