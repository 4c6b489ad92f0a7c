using System.Text.Json;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.History;

/// <summary>Writes one run into the store's history: <c>runs/&lt;run&gt;/run.json</c> and the logs beside it.</summary>
public sealed class RunHistory
{
    // Between two records of how far a run is: long enough that writing them takes no more than a twentieth of the time.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private const int PauseTimes = 20;

    private readonly string _folder;
    private readonly FileLock _alive;
    private readonly TimeProvider _time;
    private RunRecord _record;
    private long _written;
    private TimeSpan _pause = Least;

    private RunHistory(string folder, RunRecord record, TimeProvider time)
    {
        _folder = folder;
        _record = record;
        _time = time;
        // Let go by the kernel when the process is killed, so that the record does not say running for ever.
        _alive = FileLock.Wait(LockIn(folder));
    }

    /// <summary>The run's id: the time to the millisecond and four random digits, so that names sort by time.</summary>
    public string Id => _record.Run;

    /// <summary>Records that a run has begun.</summary>
    public static RunHistory Begin(string runs, StepGraph graph, string command, TimeProvider time)
    {
        var started = time.GetUtcNow();
        var id = $"{started:yyyyMMdd-HHmmss-fff}-{Guid.NewGuid():N}"[..24];
        var folder = Path.Combine(runs, id);
        Directory.CreateDirectory(Path.Combine(folder, "logs"));
        var models = graph.ByName.Keys.Select(name => name.Model).Distinct().Order(StringComparer.Ordinal).ToList();
        var history = new RunHistory(folder, new RunRecord { Run = id, Command = command, State = RunState.Running, Started = started, Models = models }, time);
        history.Write();
        return history;
    }

    /// <summary>The log of a step.</summary>
    public string LogOf(StepName name) => Path.Combine(_folder, "logs", $"{name.Model}.{name.Candidate}.{name.Step}.log");

    /// <summary>When <see cref="Progress"/> has something to record that it passed over; <see langword="null"/> where all is recorded.</summary>
    public TimeSpan? DueIn { get; private set; }

    /// <summary>Records how far the run is, unless that was recorded a moment ago: then it is due in a while.</summary>
    public void Progress(IEnumerable<StepProgress> states, IReadOnlyDictionary<Digest, StepResult> done)
    {
        var early = _pause - _time.GetElapsedTime(_written);
        DueIn = early > TimeSpan.Zero ? early : null;
        if (DueIn is not null) return;
        _record = _record with { Steps = StepsOf(states, done) };
        Write();
    }

    /// <summary>Records how the run ended.</summary>
    public void End(IEnumerable<StepProgress> states, IReadOnlyDictionary<Digest, StepResult> done, bool interrupted)
    {
        var steps = StepsOf(states, done);
        var failed = steps.Exists(step => step.State is StepState.Failed or StepState.Skipped);
        _record = _record with
        {
            State = interrupted ? RunState.Interrupted : failed ? RunState.Failed : RunState.Done,
            Ended = _time.GetUtcNow(),
            Steps = steps,
        };
        Write();
        _alive.Dispose();
    }

    private List<RunStep> StepsOf(IEnumerable<StepProgress> states, IReadOnlyDictionary<Digest, StepResult> done) =>
        [.. states.Select(state => RunStep.Of(state, done.GetValueOrDefault(state.Node.Id), LogOf(state.Node.Name)))];

    internal static string LockIn(string folder) => Path.Combine(folder, "run.lock");

    private void Write()
    {
        var began = _time.GetTimestamp();
        DurableFile.Write(Path.Combine(_folder, "run.json"), JsonSerializer.SerializeToUtf8Bytes(_record, StoreJson.Options));
        _written = _time.GetTimestamp();
        var pause = _time.GetElapsedTime(began, _written) * PauseTimes;
        _pause = pause > Least ? pause : Least;
    }
}
