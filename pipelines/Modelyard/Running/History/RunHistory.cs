using System.Text.Json;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.History;

/// <summary>Writes one run into the store's history: <c>runs/&lt;run&gt;/run.json</c> and the logs beside it.</summary>
public sealed class RunHistory
{
    private readonly string _folder;
    private readonly FileLock _alive;
    private RunRecord _record;

    private RunHistory(string folder, RunRecord record)
    {
        _folder = folder;
        _record = record;
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
        var history = new RunHistory(folder, new RunRecord { Run = id, Command = command, State = RunState.Running, Started = started, Models = models });
        history.Write();
        return history;
    }

    /// <summary>The log of a step.</summary>
    public string LogOf(StepName name) => Path.Combine(_folder, "logs", $"{name.Model}.{name.Candidate}.{name.Step}.log");

    /// <summary>Records how the run ended.</summary>
    public void End(IEnumerable<StepProgress> states, IReadOnlyDictionary<Digest, StepResult> done, bool interrupted, TimeProvider time)
    {
        var steps = states.Select(state => RunStep.Of(state, done.GetValueOrDefault(state.Node.Id), LogOf(state.Node.Name))).ToList();
        var failed = steps.Exists(step => step.State is StepState.Failed or StepState.Skipped);
        _record = _record with
        {
            State = interrupted ? RunState.Interrupted : failed ? RunState.Failed : RunState.Done,
            Ended = time.GetUtcNow(),
            Steps = steps,
        };
        Write();
        _alive.Dispose();
    }

    internal static string LockIn(string folder) => Path.Combine(folder, "run.lock");

    private void Write() => DurableFile.Write(Path.Combine(_folder, "run.json"), JsonSerializer.SerializeToUtf8Bytes(_record, StoreJson.Options));
}
