using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Running.Kubernetes;

namespace Modelyard.Releases.Deploying;

/// <summary>Runs a Job that changes what others of its kind change too: one after the other.</summary>
internal static class SharedModelsJob
{
    /// <summary>Ends those that an earlier deploy left, starts this one and waits for its end.</summary>
    /// <param name="selector">Of all of its kind.</param>
    /// <param name="patience">How long its pod may be in trouble, at least, before the Job is given up.</param>
    /// <returns>Why it failed; <see langword="null"/> where it did not.</returns>
    public static async Task<PodReason?> RunAsync(ClusterConnection cluster, V1Job job, string selector, TimeSpan patience, CancellationToken cancellation)
    {
        await using var jobs = await cluster.WatchAsync<V1Job>(new ResourceScope(Labels: selector), cancellation: cancellation);
        foreach (var old in jobs.Objects.Keys)
        {
            // With its pods: two that write would undo each other.
            await cluster.DeleteJobAsync(old, cancellation, afterPods: true);
            await jobs.WaitAsync(old, there => there is null, cancellation);
        }

        var made = await cluster.CreateAsync(job, cancellation) ?? throw ClusterCodes.AlreadyExists.Failure($"Job '{job.Metadata.Name}' in namespace '{cluster.Namespace}' is somebody else's");
        // Where we are told to stop it goes on: done half or whole, the next deploy does it again.
        return await EndAsync(cluster, jobs, made, patience, cancellation);
    }

    private static async Task<PodReason?> EndAsync(ClusterConnection cluster, ResourceCache<V1Job> jobs, V1Job made, TimeSpan patience, CancellationToken cancellation)
    {
        var name = made.Metadata.Name;
        PodReason? before = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The watch may hear of it later than we do.
        var isKnown = false;
        var end = jobs.WaitAsync(name, job => (isKnown |= job is not null) && (job is null || JobState.IsFinished(job)), over.Token);
        while (await Task.WhenAny(end, Task.Delay(patience, cluster.Time, over.Token)) != end)
        {
            var trouble = await JobReason.ReadAsync(cluster, jobs.Objects.GetValueOrDefault(name) ?? made, SharedRefusal.LinesRead, cancellation);
            if (before is not null && trouble is not null)
            {
                await over.CancelAsync();
                await cluster.DeleteJobAsync(name, cancellation, afterPods: true);
                return trouble;
            }

            before = trouble;
        }

        var ended = await end;
        await over.CancelAsync();
        if (ended is not null && JobState.FailureOf(ended) is null) return null;
        return await JobReason.ReadAsync(cluster, ended ?? made, SharedRefusal.LinesRead, cancellation) ?? new PodReason(ClusterCodes.NotFound, $"Job '{name}' was deleted before it ended", true);
    }
}
