using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Graph;
using Modelyard.Running.Keys;
using Modelyard.Running.Store;

namespace Modelyard.Running.Execution;

/// <summary>A step that is done, by running or from the cache.</summary>
/// <param name="Cached">Whether nothing had to run.</param>
/// <param name="Confined">Whether the kernel kept the step from writing elsewhere, where it ran.</param>
public sealed record StepResult(StepNode Node, StepKey Key, StepRecord Record, bool Cached, bool Confined = true)
{
    /// <summary>Ports whose cached content was gone or spoilt, which is why the step ran again.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];
}

/// <summary>Does one step: key → cache → attempts → checks → commit. The same for every runner.</summary>
public sealed class StepExecutor(
    YardStore store,
    IStepRunner runner,
    StepPreparation preparation,
    TimeProvider time,
    ICalledModels? calledModels = null,
    IReadOnlyDictionary<Digest, Digest>? fingerprints = null)
{
    private readonly SourceFingerprint _fingerprints = new(store, runner, fingerprints);

    /// <summary>Does a step whose inputs are done.</summary>
    /// <param name="inputs">Port → digests of the inputs, in order.</param>
    /// <param name="run">The run that asks, written into the record of what is executed.</param>
    /// <param name="log">Where the log of an attempt goes.</param>
    /// <param name="starting">Called when the step is not cached, before each attempt, with the attempt's number.</param>
    /// <exception cref="YardException">The step failed, with one coded reason and the end of its log.</exception>
    public async Task<StepResult> ExecuteAsync(
        StepNode node,
        IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs,
        string run,
        string log,
        Action<int> starting,
        CancellationToken cancellation)
    {
        (node, inputs) = ChosenParameters.Resolve(node, inputs, store.Objects);
        var (runtime, code) = preparation.For(node);
        var fingerprint = await FingerprintAsync(node, runtime, code, cancellation);
        var key = StepKey.Of(node, code.ComponentTree, code.RuntimeTree, runtime.Lock, inputs, fingerprint, runtime.Requirements, runtime.Debian);

        if (Hit(key, out var damaged) is { } hit) return new StepResult(node, key, hit, Cached: true);
        await runner.JoinAsync(node, key.Digest, cancellation);
        using var held = await store.Steps.LockAsync(key.Digest, time, cancellation);
        if (Hit(key) is { } meanwhile) return new StepResult(node, key, meanwhile, Cached: true);

        starting(1);
        code = await preparation.BuiltAsync(node, runtime, code, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            if (attempt > 1) starting(attempt);
            try
            {
                var (record, confined) = await AttemptAsync(node, key, runtime, code, inputs, fingerprint, run, log, cancellation);
                store.Steps.Commit(key.Digest, record);
                return new StepResult(node, key, record, Cached: false, confined) { Damaged = damaged };
            }
            catch (YardException) when (attempt < node.Retry.Attempts && !cancellation.IsCancellationRequested)
            {
                await Task.Delay(node.Retry.Backoff.Value * Math.Pow(2, attempt - 1), time, cancellation);
            }
        }
    }

    /// <summary>Lays a step out as an attempt would, for a person who looks at where it runs.</summary>
    /// <param name="inputs">Port → digests of the inputs, in order.</param>
    /// <exception cref="YardException">A component in C# cannot be built.</exception>
    public async Task<StepPlace> PlaceAsync(StepNode node, IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs, CancellationToken cancellation)
    {
        (node, inputs) = ChosenParameters.Resolve(node, inputs, store.Objects);
        var (runtime, copies) = preparation.For(node);
        var code = await preparation.BuiltAsync(node, runtime, copies, cancellation);
        var attempt = Prepare(node, runtime, code, inputs, log: "");
        return new StepPlace(attempt.Work with { Job = attempt.Job with { Log = Path.Combine(attempt.Folder, "log") } }, runner, node.Calls is { } version ? (version, calledModels!) : null);
    }

    /// <summary>The key that a step has now, whether it is done or not. Sources are asked for their fingerprint.</summary>
    public async Task<StepKey> KeyAsync(StepNode node, IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs, CancellationToken cancellation)
    {
        (node, inputs) = ChosenParameters.Resolve(node, inputs, store.Objects);
        var (runtime, code) = preparation.For(node);
        return StepKey.Of(node, code.ComponentTree, code.RuntimeTree, runtime.Lock, inputs, await FingerprintAsync(node, runtime, code, cancellation), runtime.Requirements, runtime.Debian);
    }

    /// <summary>The record of a key whose outputs are all there, whole. They stay for as long as this process lives.</summary>
    public StepRecord? Hit(StepKey key) => Hit(key, out _);

    private StepRecord? Hit(StepKey key, out IReadOnlyList<string> damaged)
    {
        damaged = [];
        using var together = store.Use.Together();
        if (store.Steps.Find(key.Digest) is not { } record) return null;
        damaged = [.. record.Outputs.Where(output => !store.Objects.Verify(output.Value)).Select(output => output.Key)];
        if (damaged.Count == 0)
        {
            store.Use.Pin(key.Digest, record);
            return record;
        }

        store.Steps.Forget(key.Digest);
        return null;
    }

    private async Task<Digest?> FingerprintAsync(StepNode node, StepRuntime runtime, StepCode code, CancellationToken cancellation)
    {
        if (node.Component.Spec.Kind != "source") return null;
        var runnable = node.Component.Spec.Fingerprint is null ? code : await preparation.BuiltAsync(node, runtime, code, cancellation);
        return await _fingerprints.TakeAsync(node, runtime, runnable, cancellation);
    }

    private async Task<(StepRecord Record, bool Confined)> AttemptAsync(
        StepNode node,
        StepKey key,
        StepRuntime runtime,
        StepCode code,
        IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs,
        Digest? fingerprint,
        string run,
        string log,
        CancellationToken cancellation)
    {
        var attempt = Prepare(node, runtime, code, inputs, log, await runner.FolderAsync(node, key.Digest, cancellation));
        try
        {
            await using var called = node.Calls is { } version ? await calledModels!.StartAsync(version, cancellation) : null;
            var outcome = await runner.RunAsync(called is null ? attempt.Work : attempt.Work with { Job = called.ToldTo(attempt.Job, node.Calls!) }, cancellation);
            cancellation.ThrowIfCancellationRequested();
            // Before anything else: a step that failed may have spoilt things too.
            if (!outcome.Confined) ThrowIfTampered(node, code, inputs);
            StepFailures.ThrowUnlessDone(node, outcome, attempt.Job);
            if (fingerprint is { } before && await _fingerprints.TakeAsync(node, runtime, code, cancellation) != before)
            {
                throw RunCodes.InputChanged.Failure($"{node}: the data that the source reads changed while it ran", "run again");
            }

            var metrics = attempt.ReadMetrics(node);
            var record = new StepRecord
            {
                KeyDocument = key.Document,
                Outputs = node.Outputs.ToDictionary(port => port, port => Commit(node, port, attempt.Output(port))),
                Metrics = metrics,
                Seconds = outcome.Seconds,
                PeakMemory = outcome.PeakMemory,
                Run = run,
                Committed = time.GetUtcNow(),
            };
            return (record, outcome.Confined);
        }
        finally
        {
            if (!runner.Outlives || !cancellation.IsCancellationRequested) StagingArea.Remove(attempt.Folder);
        }
    }

    private StepAttempt Prepare(StepNode node, StepRuntime runtime, StepCode code, IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs, string log, string? folder = null)
    {
        var folders = inputs.ToDictionary(input => input.Key, IReadOnlyList<string> (input) => [.. input.Value.Select(store.Objects.PathOf)]);
        return StepAttempt.Prepare(node, node.Component.Spec.Run, runtime, code, folders, node.Outputs, log, runner.CpusFor(node), folder ?? store.Staging.NewFolder("step"));
    }

    private Digest Commit(StepNode node, string port, string folder)
    {
        try
        {
            if (ContentTree.Walk(folder).Any()) return store.Objects.Commit(folder).Digest;
        }
        catch (YardException content)
        {
            throw new YardException([.. content.Diagnostics.Select(diagnostic => diagnostic with { Message = $"{node}: output '{port}': {diagnostic.Message}" })]);
        }

        throw RunCodes.OutputMissing.Failure($"{node}: output '{port}' is empty; expected at least one file", $"let {node.Component.Folder} write it");
    }

    // Without Landlock nothing stopped the step from writing elsewhere, so what it could have spoilt is read again.
    private void ThrowIfTampered(StepNode node, StepCode code, IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs)
    {
        var spoilt = inputs.Where(input => !input.Value.All(store.Objects.VerifyContent)).Select(input => $"input '{input.Key}'").ToList();
        if (!preparation.IsUntouched(code)) spoilt.Add("the component's code");
        // Inputs are read, the rest of the store is looked at: size, mode and time of every file.
        using var together = store.Use.Together();
        var others = store.Objects.All().Where(tree => !store.Objects.Verify(tree)).Except(inputs.Values.SelectMany(input => input)).ToList();
        if (others.Count > 0) spoilt.Add($"{others.Count} other tree{(others.Count == 1 ? "" : "s")} in the store");
        if (spoilt.Count == 0) return;
        foreach (var tree in inputs.Values.SelectMany(input => input).Where(tree => !store.Objects.VerifyContent(tree)).Concat(others)) store.Objects.SetAside(tree);
        throw RunCodes.WroteElsewhere.Failure($"{node} changed {string.Join(", ", spoilt)}; its outputs were not kept, and what it changed will be made again");
    }
}
