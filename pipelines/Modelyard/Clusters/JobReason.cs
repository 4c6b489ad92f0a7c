using k8s;
using k8s.Models;

namespace Modelyard.Clusters;

/// <summary>Why a Job does not run, or failed.</summary>
public static class JobReason
{
    /// <summary>The reason of an event that tells that a pod of a Job could not be made.</summary>
    internal const string RefusedEvent = "FailedCreate";

    /// <summary>The reason of a Job's newest pod, or of the Job where it has no pod to blame; <see langword="null"/> where nothing is wrong so far.</summary>
    /// <param name="lines">How many last lines of the pod are wanted.</param>
    public static async Task<PodReason?> ReadAsync(ClusterConnection cluster, V1Job job, int lines = 10, CancellationToken cancellation = default)
    {
        var pods = await cluster.AskAsync(
            new ClusterRequest("list", "pods", null, cluster.Namespace),
            (api, stop) => api.CoreV1.ListNamespacedPodAsync(cluster.Namespace, labelSelector: $"controller-uid={job.Metadata.Uid}", cancellationToken: stop),
            cancellation);
        var newest = pods.Items.OrderByDescending(pod => pod.Metadata.CreationTimestamp).FirstOrDefault();
        var ofPod = newest is null ? null : await PodReason.ReadAsync(cluster, newest, lines, cancellation);
        return ofPod is { HasEnded: true } || (ofPod is not null && Failed(job) is null)
            ? ofPod
            : Of(job, await PodReason.EventsAsync(cluster, job.Metadata.Uid, cancellation), ofPod);
    }

    /// <summary>Why a Job does not run, by itself and its events.</summary>
    /// <param name="ofPod">What its pod waited for, where that is known.</param>
    public static PodReason? Of(V1Job job, IEnumerable<Corev1Event>? events = null, PodReason? ofPod = null)
    {
        var name = job.Metadata.Name;
        var waits = ofPod ?? OfRefusal(job, events ?? []);
        return Failed(job) switch
        {
            null => job.Status?.Active > 0 || job.Status?.Succeeded > 0 ? null : waits,
            { Reason: "DeadlineExceeded" } => new PodReason(ClusterCodes.DeadlineExceeded, $"Job '{name}' took longer than the {job.Spec?.ActiveDeadlineSeconds} s that it may, waiting included{(waits is null ? "" : $": {waits.Text}")}", true),
            { } failed => new PodReason(ClusterCodes.Exited, $"Job '{name}' failed: {OneLine.Of(failed.Message ?? failed.Reason)}", true),
        };
    }

    /// <summary>What keeps its pods from being made; the cluster goes on trying.</summary>
    private static PodReason? OfRefusal(V1Job job, IEnumerable<Corev1Event> events)
    {
        var name = job.Metadata.Name;
        var refused = events.Where(happened => happened.Reason == RefusedEvent).MaxBy(happened => happened.LastTimestamp ?? happened.EventTime);
        if (refused is null) return null;
        var said = OneLine.Of(refused.Message);
        var admission = ForbiddenAnswer.OfAdmission(said, new ClusterRequest("create", "pods", null, job.Metadata.NamespaceProperty));
        return admission is null
            ? new PodReason(ClusterCodes.PodsNotCreated, $"Job '{name}' gets no pod: {said}", false)
            : new PodReason(admission.Code, $"Job '{name}' gets no pod: {admission.Message}", false);
    }

    private static V1JobCondition? Failed(V1Job job) => job.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "Failed", Status: "True" });
}
