using System.Collections.Concurrent;
using System.Text.Json;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Content;
using Modelyard.Running.Containers;
using Modelyard.Running.Contract;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.Kubernetes;

/// <summary>
/// Runs steps as Jobs. An attempt is known by the step's key: its Job's name and its folder on the volume say it, so that a driver that takes
/// over from another finds what runs, and what has ended and was not looked at.
/// </summary>
/// <param name="log">Gets every line that a step writes.</param>
internal sealed class ClusterStepRunner(
    ClusterConnection cluster, ClusterPlan plan, DriverIdentity driver, ClusterWatch watch, YardStore store, Action<StepName, string> log, Action<string> note) : IStepRunner
{
    private const int Killed = 128 + KillSignal;
    private const int KillSignal = 9;

    // Another node's file may be seen a while after its writer has ended: network file systems remember what is not there.
    private static readonly TimeSpan VisibleWithin = TimeSpan.FromSeconds(65);

    private readonly StepJobs _jobs = new(plan, driver);
    private readonly WaitingNotes _waiting = new(note);
    private readonly ConcurrentDictionary<string, (Digest Key, int Attempt)> _attempts = new();

    /// <inheritdoc/>
    /// <remarks>The cluster's scheduler says what has room; Jobs wait there, and the quota of the namespace bounds them.</remarks>
    public Capacity Capacity { get; } = new(4096, long.MaxValue);

    /// <inheritdoc/>
    public int CpusFor(StepNode node) => StepJobs.CpusFor(node, plan.Place);

    /// <inheritdoc/>
    public bool Outlives => true;

    /// <inheritdoc/>
    public bool LendsVariables => false;

    /// <inheritdoc/>
    public async Task JoinAsync(StepNode node, Digest key, CancellationToken cancellation)
    {
        if (LiveOf(key) is { } job) await OwnAsync(job, cancellation);
    }

    /// <inheritdoc/>
    public Task<string?> FolderAsync(StepNode node, Digest key, CancellationToken cancellation)
    {
        var known = Of(key);
        var last = known.Count > 0 ? known[^1] : null;
        var isTaken = last is not null && (JobState.IsLive(last) || File.Exists(OutcomeIn(FolderOf(key, JobState.AttemptOf(last)))));
        var attempt = last is null ? 1 : JobState.AttemptOf(last) + (isTaken ? 0 : 1);
        var folder = FolderOf(key, attempt);
        // Laid out by a driver that was killed before it made the Job.
        if (!isTaken) StagingArea.Remove(folder);
        _attempts[folder] = (key, attempt);
        return Task.FromResult<string?>(folder);
    }

    /// <inheritdoc/>
    public async Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancellation)
    {
        var attempt = _attempts.TryGetValue(work.Folder, out var known) ? known : ((Digest Key, int Attempt)?)null;
        var name = attempt is { } one ? StepJobs.NameOf(one.Key, one.Attempt) : Names.Of("yard-fingerprint", Path.GetFileName(work.Folder));
        var began = cluster.Time.GetTimestamp();
        var job = await StartAsync(work, name, attempt, cancellation);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var lines = FollowAsync(work.Node, name, following.Token);
        try
        {
            var ended = await EndAsync(work.Node, job, cancellation);
            return await OutcomeAsync(work, ended, began, cancellation);
        }
        finally
        {
            // The log of a pod that is gone ends by itself; one that cannot be read must not hold up a step that is done.
            if (!cancellation.IsCancellationRequested) await Task.WhenAny(lines, Task.Delay(TimeSpan.FromSeconds(5), cluster.Time, cancellation));
            await following.CancelAsync();
            await lines.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Removes what no live Job writes to and nobody else is about to use: attempts of drivers that were killed.</summary>
    public void Sweep()
    {
        foreach (var folder in store.Staging.Attempts())
        {
            var key = Path.GetFileName(folder)[..StorePlaces.KeyDigits];
            // Whoever holds the key may just be laying it out.
            if (!watch.Jobs.Values.Any(job => IsOf(job, key)) && !store.Steps.IsHeld(key)) StagingArea.Remove(folder);
        }
    }

    private string FolderOf(Digest key, int attempt) => store.Staging.AttemptFolder(StorePlaces.Attempt(key, attempt));

    private static string OutcomeIn(string folder) => Path.Combine(folder, "report", "outcome.json");

    private List<V1Job> Of(Digest key) =>
        [.. watch.Jobs.Values.Where(job => IsOf(job, key.Hex[..StorePlaces.KeyDigits])).OrderBy(JobState.AttemptOf)];

    private static bool IsOf(V1Job job, string key) => job.Metadata.Labels?.TryGetValue(ClusterLabels.Key, out var of) == true && of == key;

    private V1Job? LiveOf(Digest key) => Of(key).LastOrDefault(JobState.IsLive);

    private async Task<V1Job> StartAsync(StepWork work, string name, (Digest Key, int Attempt)? attempt, CancellationToken cancellation)
    {
        if (watch.Jobs.TryGetValue(name, out var there))
        {
            note($"{work.Node}: taking up {name}, which another driver started");
            return JobState.IsLive(there) ? await OwnAsync(there, cancellation) : there;
        }

        var image = plan.Steps[work.Node.Component.Folder];
        var job = ImageJob.Of(work, new StepCode("", Images.Builder.ImagePlaces.Component, "", Images.Builder.ImagePlaces.Runtime, Images.Builder.ImagePlaces.Program), image.Environment) with
        {
            Outcome = OutcomeIn(work.Folder),
            Log = Path.Combine(work.Folder, "report", "log"),
            Echo = true,
        };
        Directory.CreateDirectory(Path.Combine(work.Folder, "report"));
        var document = Path.Combine(work.Folder, "job.json");
        DurableFile.Write(document, JsonSerializer.SerializeToUtf8Bytes(job, StepContractJson.Default.StepJob));
        return await cluster.CreateAsync(_jobs.Of(work, name, attempt, image, document), cancellation) ?? await AdoptAsync(name, cancellation);
    }

    // Made by another driver between our look and our call.
    private async Task<V1Job> AdoptAsync(string name, CancellationToken cancellation) => await OwnAsync((await watch.AwaitJobAsync(name, job => job is not null, cancellation))!, cancellation);

    private async Task<V1Job> OwnAsync(V1Job job, CancellationToken cancellation)
    {
        var name = job.Metadata.Name;
        while (job.Metadata.OwnerReferences?.Any(owner => owner.Uid == driver.Uid) != true)
        {
            // With the version, so that two drivers that add themselves at once do not undo each other.
            var patch = new V1Patch(
                new { metadata = new { resourceVersion = job.Metadata.ResourceVersion, ownerReferences = (V1OwnerReference[])[.. job.Metadata.OwnerReferences ?? [], driver.Owner] } },
                V1Patch.PatchType.MergePatch);
            var owned = await cluster.PatchJobAsync(name, patch, cancellation);
            if (owned is not null) return owned;
            var version = job.Metadata.ResourceVersion;
            var next = await watch.AwaitJobAsync(name, now => now is null || now.Metadata.ResourceVersion != version, cancellation);
            if (next is null) return job;
            job = next;
        }

        return job;
    }

    private async Task<V1Job?> EndAsync(StepNode node, V1Job job, CancellationToken cancellation)
    {
        var name = job.Metadata.Name;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ended = watch.AwaitEndAsync(name, either.Token);
        var hopeless = watch.HopelessAsync(name, (reason, waits) => _waiting.Tell(node.ToString(), reason, waits), either.Token);
        try
        {
            if (await Task.WhenAny(ended, hopeless) == ended) return await ended;
            var reason = await hopeless;
            await cluster.DeleteJobAsync(name, cancellation);
            throw ClusterRunCodes.StepPod.Failure($"{node}: {reason}");
        }
        finally
        {
            await either.CancelAsync();
            await Task.WhenAll(ended, hopeless).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _waiting.Tell(node.ToString(), null, name);
        }
    }

    private async Task<StepOutcome> OutcomeAsync(StepWork work, V1Job? job, long began, CancellationToken cancellation)
    {
        var file = OutcomeIn(work.Folder);
        var pod = job is null ? null : watch.PodOf(job.Metadata.Name);
        var exit = pod is null ? null : PodState.ExitCode(pod);
        if (exit == 0) await AwaitFileAsync(file, cancellation);
        KeepLog(work);
        if (File.Exists(file))
        {
            await using var content = File.OpenRead(file);
            // What is mounted to be read is all that a step could have spoilt, and it is mounted read-only.
            return (await JsonSerializer.DeserializeAsync(content, StepContractJson.Default.StepOutcome, cancellation))! with { Confined = true };
        }

        if (job is null) throw ClusterRunCodes.StepPod.Failure($"{work.Node}: its Job was deleted while it ran");
        if (pod is not null && exit == Killed && PodState.IsOutOfMemory(pod))
        {
            return new StepOutcome { End = StepEnd.Killed, Signal = KillSignal, OutOfMemory = true, Confined = true, Seconds = cluster.Time.GetElapsedTime(began).TotalSeconds };
        }

        throw ClusterRunCodes.StepPod.Failure($"{work.Node}: {await watch.ReasonAsync(job, cancellation)}");
    }

    private async Task AwaitFileAsync(string file, CancellationToken cancellation)
    {
        var since = cluster.Time.GetTimestamp();
        // A listing asks the server, where a look at a name that was not there may be answered from memory.
        while (!Directory.EnumerateFiles(Path.GetDirectoryName(file)!).Contains(file) && cluster.Time.GetElapsedTime(since) < VisibleWithin)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cluster.Time, cancellation);
        }
    }

    private static void KeepLog(StepWork work)
    {
        var log = Path.Combine(work.Folder, "report", "log");
        if (!File.Exists(log)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(work.Job.Log)!);
        File.Copy(log, work.Job.Log, overwrite: true);
    }

    private async Task FollowAsync(StepNode node, string name, CancellationToken cancellation)
    {
        if (await watch.AwaitPodAsync(name, cancellation) is not { } pod) return;
        await foreach (var line in PodLogs.FollowAsync(cluster, pod.Metadata.Name, "step", cancellation)) log(node.Name, line.Text);
    }
}
