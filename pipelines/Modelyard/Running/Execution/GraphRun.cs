using System.Threading.Channels;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Graph;
using Modelyard.Running.History;
using Modelyard.Running.Store;

namespace Modelyard.Running.Execution;

/// <summary>
/// Runs a graph: every step as soon as its inputs are done and the machine has room for it. A failed step stops only what needs it.
/// </summary>
public sealed class GraphRun(YardStore store, IStepRunner runner, StepExecutor executor, IRunObserver observer, TimeProvider time)
{
    private readonly Dictionary<Digest, StepResult> _done = [];
    private readonly Dictionary<Digest, StepProgress> _states = [];
    private readonly Channel<StepEvent> _events = Channel.CreateUnbounded<StepEvent>(new() { SingleReader = true });

    /// <summary>Runs to the end of what can be run.</summary>
    /// <returns>What happened, which is also written to the store's history.</returns>
    /// <exception cref="OperationCanceledException">The run was interrupted; its history says so.</exception>
    public async Task<RunOutcome> RunAsync(StepGraph graph, string command, CancellationToken cancellation)
    {
        store.Staging.Sweep();
        var history = Begin(graph, command);
        observer.Started(history.Id, graph);
        foreach (var node in graph.Nodes) _states[node.Id] = new StepProgress(node, StepState.Waiting, 0, 0, null);

        var room = new Room(runner.Capacity);
        var schedule = new Schedule(graph);
        var running = 0;
        while (!schedule.IsEmpty || running > 0)
        {
            if (cancellation.IsCancellationRequested) foreach (var node in schedule.Clear()) Settle(node, StepState.Interrupted);
            foreach (var node in schedule.Take(room.TryTake))
            {
                running++;
                var inputs = node.InputDigests(source => _done[source.Id].Record.Outputs);
                _ = Task.Run(() => ExecuteAsync(node, inputs, history, cancellation), CancellationToken.None);
            }

            if (running == 0) continue;
            // All state changes here, on the run's own loop, so that nothing needs a lock.
            var (progress, result) = await NextAsync(history);
            if (result is not null) _done[progress.Node.Id] = result;
            Report(progress);
            if (progress.State != StepState.Cached) history.Progress(_states.Values, _done);
            if (progress.State == StepState.Running) continue;
            running--;
            room.Return(progress.Node);
            if (result is not null) schedule.Done(progress.Node);
            else if (!cancellation.IsCancellationRequested) foreach (var (node, because) in schedule.Lost(progress.Node)) Settle(node, StepState.Skipped, because);
        }

        history.End(_states.Values, _done, cancellation.IsCancellationRequested);
        observer.Ended();
        cancellation.ThrowIfCancellationRequested();
        return new RunOutcome(history.Id, graph, _done, [.. _states.Values.Where(state => state.State == StepState.Failed).Select(state => state.Failure!)]);
    }

    // Steps may take hours without an event; what is due is recorded meanwhile.
    private async Task<StepEvent> NextAsync(RunHistory history)
    {
        var next = _events.Reader.ReadAsync(CancellationToken.None).AsTask();
        while (history.DueIn is { } due && await Task.WhenAny(next, Task.Delay(due, time)) != next) history.Progress(_states.Values, _done);
        return await next;
    }

    // Together with others, so that nobody takes the folder of a run that is about to begin for one that is left over.
    private RunHistory Begin(StepGraph graph, string command)
    {
        using var together = store.Use.Together();
        return RunHistory.Begin(store.Runs, graph, command, time);
    }

    private async Task ExecuteAsync(
        StepNode node,
        IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs,
        RunHistory history,
        CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var attempts = 0;
        try
        {
            var result = await executor.ExecuteAsync(node, inputs, history.Id, history.LogOf(node.Name), Starting, cancellation);
            Post(result.Cached ? StepState.Cached : StepState.Done, result: result);
        }
        catch (OperationCanceledException)
        {
            Post(StepState.Interrupted);
        }
        catch (YardException failure)
        {
            Post(cancellation.IsCancellationRequested ? StepState.Interrupted : StepState.Failed, failure.Diagnostics[0]);
        }
        catch (Exception unexpected)
        {
            // A fault of the platform fails this step with its reason; the rest of the run and its history go on.
            Post(StepState.Failed, RunCodes.RunnerFailed.Error(null, $"{node}: {unexpected.Message}"));
        }

        void Starting(int attempt)
        {
            attempts = attempt;
            Post(StepState.Running);
        }

        void Post(StepState state, Diagnostic? failure = null, StepResult? result = null)
        {
            var seconds = state is StepState.Cached ? result!.Record.Seconds : time.GetElapsedTime(began).TotalSeconds;
            _events.Writer.TryWrite(new StepEvent(new StepProgress(node, state, attempts, seconds, failure), result));
        }
    }

    private void Settle(StepNode node, StepState state, StepNode? because = null) =>
        Report(new StepProgress(node, state, 0, 0, because is null ? null : _states[because.Id].Failure));

    private void Report(StepProgress progress)
    {
        _states[progress.Node.Id] = progress;
        observer.Changed(progress);
    }
}

/// <summary>How a run ended.</summary>
/// <param name="Done">Node id → result, of every step that is done.</param>
/// <param name="Failures">One a failed step; a skipped one is not counted.</param>
public sealed record RunOutcome(string Run, StepGraph Graph, IReadOnlyDictionary<Digest, StepResult> Done, IReadOnlyList<Diagnostic> Failures)
{
    /// <summary>What is not as it should be, though the run went on.</summary>
    public IReadOnlyList<Diagnostic> Warnings =>
    [
        .. Done.Values.Where(step => step.Damaged.Count > 0).OrderBy(step => step.Node.ToString(), StringComparer.Ordinal).Select(step => RunCodes.Damaged.Warning(
            null,
            $"{step.Node} was done before, but its cached output {string.Join(", ", step.Damaged.Select(port => $"'{port}'"))} was damaged or gone; it was made again")),
        .. Done.Values.Any(step => !step.Confined)
            ? [RunCodes.Unconfined.Warning(null, "this kernel has no Landlock, so steps ran unconfined; their inputs, code and the store were compared afterwards")]
            : Array.Empty<Diagnostic>(),
    ];

    /// <summary>This run and one that came after it, as one: of work that both have, this one's result stands.</summary>
    public RunOutcome Then(RunOutcome later) =>
        new(later.Run, Graph.Then(later.Graph), Done.Concat(later.Done.Where(step => !Done.ContainsKey(step.Key))).ToDictionary(), [.. Failures, .. later.Failures]);

    /// <summary>The result of a step by its author's name, or <see langword="null"/> where it is not done.</summary>
    public StepResult? Find(StepName name) => Graph.ByName.TryGetValue(name, out var node) ? Done.GetValueOrDefault(node.Id) : null;
}

internal sealed record StepEvent(StepProgress Progress, StepResult? Result);

/// <summary>Which steps fit beside each other.</summary>
internal sealed class Room(Capacity capacity)
{
    private int _cpus = capacity.Cpus;
    private long _memory = capacity.Memory;

    /// <summary>Takes room for a step. One that wants more than there is at all gets everything, alone.</summary>
    public bool TryTake(StepNode node)
    {
        var (cpus, memory) = Need(node);
        if (cpus > _cpus || memory > _memory) return false;
        (_cpus, _memory) = (_cpus - cpus, _memory - memory);
        return true;
    }

    public void Return(StepNode node)
    {
        var (cpus, memory) = Need(node);
        (_cpus, _memory) = (_cpus + cpus, _memory + memory);
    }

    private (int Cpus, long Memory) Need(StepNode node) =>
        (Math.Min(node.Resources.Cpus, capacity.Cpus), Math.Min(node.Resources.Memory?.Bytes ?? 0, capacity.Memory));
}
