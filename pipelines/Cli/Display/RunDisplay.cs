using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Modelyard.Cli.Display;

/// <summary>Shows a run: a table that lives on a terminal, one plain line a change elsewhere.</summary>
internal static class RunDisplay
{
    /// <summary>Runs <paramref name="work"/> while its progress is shown.</summary>
    /// <param name="work">Tells of steps to the observer, and of what comes after them in lines of its own.</param>
    public static async Task<T> ShowAsync<T>(IAnsiConsole console, TimeProvider time, Func<IRunObserver, Action<string>, Task<T>> work)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal) return await work(new PlainRunLines(console), console.WriteLine);
        var table = new LiveRunTable(time);
        return await console.Live(table.Render()).StartAsync(async context =>
        {
            using var ticks = time.CreateTimer(_ => context.UpdateTarget(table.Render()), null, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200));
            var result = await work(table, table.Note);
            await ticks.DisposeAsync();
            context.UpdateTarget(table.Render());
            return result;
        });
    }

    /// <summary>How a state is written and coloured.</summary>
    public static (string Word, string Colour) Style(StepState state) => state switch
    {
        StepState.Waiting => ("waiting", "grey"),
        StepState.Running => ("running", "blue"),
        StepState.Cached => ("cached", "grey"),
        StepState.Done => ("done", "green"),
        StepState.Failed => ("failed", "red"),
        StepState.Skipped => ("skipped", "yellow"),
        _ => ("interrupted", "yellow"),
    };
}

/// <summary>One line a change, for logs and pipes. Waiting is not worth a line.</summary>
internal sealed class PlainRunLines(IAnsiConsole console) : IRunObserver
{
    private int _steps;
    private int _ended;

    public void Started(string run, StepGraph graph)
    {
        (_steps, _ended) = (graph.Nodes.Count, 0);
        console.WriteLine($"run {run}: {_steps} steps");
    }

    public void Changed(StepProgress progress)
    {
        var (word, _) = RunDisplay.Style(progress.State);
        if (progress.State == StepState.Running)
        {
            var attempt = progress.Attempt > 1 ? $" (attempt {progress.Attempt})" : "";
            console.WriteLine($"  {word,-8} {progress.Node}{attempt}");
            return;
        }

        _ended++;
        var shared = progress.Node.Names.Count > 1 ? $", also {string.Join(", ", progress.Node.Names.Skip(1))}" : "";
        // A cached step took no time now; what it took once would only look as if it had.
        var took = progress.State is StepState.Done or StepState.Failed ? $" {progress.Seconds,6:0.0} s" : "";
        console.WriteLine($"  {word,-8} {progress.Node}{took} [{_ended}/{_steps}]{shared}");
    }

    public void Ended()
    {
    }
}

/// <summary>A line a step, redrawn in place.</summary>
internal sealed class LiveRunTable(TimeProvider time) : IRunObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, (StepProgress Progress, long Since)> _steps = [];
    private readonly List<string> _notes = [];
    private List<StepNode> _order = [];

    public void Started(string run, StepGraph graph)
    {
        lock (_lock)
        {
            // A run of models that call each other has several parts.
            _order = [.. _order.Union(graph.Nodes)];
            foreach (var node in graph.Nodes) _steps[node.Id] = (new StepProgress(node, StepState.Waiting, 0, 0, null), time.GetTimestamp());
        }
    }

    public void Changed(StepProgress progress)
    {
        lock (_lock) _steps[progress.Node.Id] = (progress, time.GetTimestamp());
    }

    public void Ended()
    {
    }

    /// <summary>A line under the steps.</summary>
    public void Note(string line)
    {
        lock (_lock) _notes.Add(line);
    }

    public IRenderable Render()
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("state", "step", "time", "also");
        table.Columns[2].RightAligned();
        lock (_lock)
        {
            foreach (var (progress, since) in _order.Select(node => _steps[node.Id])) AddRow(table, progress, since);
            return new Rows([table, .. _notes.Select(note => new Text(note))]);
        }
    }

    private void AddRow(Table table, StepProgress progress, long since)
    {
        var (word, colour) = RunDisplay.Style(progress.State);
        var seconds = progress.State == StepState.Running ? time.GetElapsedTime(since).TotalSeconds : progress.Seconds;
        var shown = progress.State is StepState.Running or StepState.Done or StepState.Failed ? $"{seconds:0.0} s" : "";
        var also = progress.Node.Names.Count > 1 ? "= " + string.Join(", ", progress.Node.Names.Skip(1).Select(name => name.WithinModel)) : "";
        table.AddRow($"[{colour}]{word}[/]", Markup.Escape(progress.Node.ToString()), shown, $"[grey]{Markup.Escape(also)}[/]");
    }
}
