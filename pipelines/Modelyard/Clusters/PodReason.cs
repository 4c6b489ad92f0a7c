using k8s;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>Why a pod does not run, or failed.</summary>
/// <param name="Code">One of <see cref="ClusterCodes"/>, from <c>YARD8512</c> or <c>YARD8530</c> on.</param>
/// <param name="Text">One line, without a full stop.</param>
/// <param name="HasEnded">Whether it failed; else it still waits, and may yet run.</param>
public sealed record PodReason(DiagnosticCode Code, string Text, bool HasEnded)
{
    /// <summary>The last lines of the container that is to blame, oldest first; none where it wrote none, or never ran.</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];

    /// <summary>The container that is to blame; <see langword="null"/> where none is.</summary>
    public string? Container { get; init; }

    /// <summary>Code and text on one line, the last lines below.</summary>
    public string Describe() => $"{Code.Id} {Text}{string.Concat(LastLines.Select(line => $"\n    | {line}"))}";

    /// <summary>All of it on one line.</summary>
    public string Line() => $"{Code.Id} {Text}{(LastLines.Count == 0 ? "" : $"; its last lines: {string.Join(" / ", LastLines)}")}";

    /// <summary>Why a pod does not run; <see langword="null"/> where nothing is wrong with it so far.</summary>
    /// <param name="events">The pod's; some reasons are told in events only: the registry's message once the kubelet waits, a volume that is not mounted.</param>
    public static PodReason? Of(V1Pod pod, IEnumerable<Corev1Event>? events = null)
    {
        var told = (events ?? []).OrderByDescending(happened => happened.LastTimestamp ?? happened.EventTime ?? happened.Metadata?.CreationTimestamp).ToList();
        return OfPod(pod) ?? ContainerReason.Of(pod, told) ?? OfScheduling(pod) ?? OfPhase(pod);
    }

    /// <summary>Why a pod does not run, with its events and last lines read from the cluster.</summary>
    /// <param name="lines">How many last lines are wanted.</param>
    public static async Task<PodReason?> ReadAsync(ClusterConnection cluster, V1Pod pod, int lines = 10, CancellationToken cancellation = default)
    {
        var reason = Of(pod, await EventsAsync(cluster, pod.Metadata.Uid, cancellation));
        if (reason?.Container is not { } container || ContainerReason.Status(pod, container) is not { } status) return reason;
        var isAgain = status.State?.Terminated is null && status.LastState?.Terminated is not null;
        var hasRun = isAgain || status.State?.Terminated is not null || status.State?.Running is not null;
        return hasRun ? reason with { LastLines = await PodLogs.LastAsync(cluster, pod.Metadata.Name, container, lines, isAgain, cancellation) } : reason;
    }

    /// <summary>Events about an object, in no order; none where we may not read them.</summary>
    internal static async Task<IReadOnlyList<Corev1Event>> EventsAsync(ClusterConnection cluster, string uid, CancellationToken cancellation)
    {
        try
        {
            var list = await cluster.AskAsync(
                new ClusterRequest("list", "events", null, cluster.Namespace),
                (api, stop) => api.CoreV1.ListNamespacedEventAsync(cluster.Namespace, fieldSelector: $"involvedObject.uid={uid}", cancellationToken: stop),
                cancellation);
            return [.. list.Items];
        }
        catch (YardException)
        {
            // They make a reason more exact; without them it still is one.
            return [];
        }
    }

    private static PodReason? OfPod(V1Pod pod)
    {
        var name = pod.Metadata?.Name;
        var said = OneLine.Of(pod.Status?.Message);
        var disrupted = pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "DisruptionTarget", Status: "True" });
        return pod.Status?.Reason switch
        {
            "Evicted" => new PodReason(ClusterCodes.Evicted, $"pod '{name}' was evicted from node '{pod.Spec?.NodeName}': {said}", true),
            "DeadlineExceeded" => new PodReason(ClusterCodes.DeadlineExceeded, $"pod '{name}' ran longer than the {pod.Spec?.ActiveDeadlineSeconds} s that it may", true),
            "NodeLost" or "Shutdown" or "NodeShutdown" or "Terminated" or "Preempting" => new PodReason(ClusterCodes.Evicted, $"pod '{name}' ended with node '{pod.Spec?.NodeName}': {said}", true),
            { } admission when admission.StartsWith("OutOf", StringComparison.Ordinal) || admission is "UnexpectedAdmissionError" or "NodeAffinity" =>
                new PodReason(ClusterCodes.Unschedulable, $"node '{pod.Spec?.NodeName}' does not take pod '{name}': {said}", true),
            _ when disrupted is not null && pod.Status?.Phase == "Failed" =>
                new PodReason(ClusterCodes.Evicted, $"pod '{name}' was evicted from node '{pod.Spec?.NodeName}': {OneLine.Of(disrupted.Message)}", true),
            _ => null,
        };
    }

    private static PodReason? OfScheduling(V1Pod pod)
    {
        var waiting = pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" });
        if (waiting?.Message is not { Length: > 0 } message) return null;
        var said = OneLine.Of(message);
        if (!said.Contains("persistentvolumeclaim", StringComparison.OrdinalIgnoreCase)) return new PodReason(ClusterCodes.Unschedulable, $"no node takes pod '{pod.Metadata?.Name}': {said}", false);
        var claims = (pod.Spec?.Volumes ?? []).Select(volume => volume.PersistentVolumeClaim?.ClaimName).OfType<string>().Distinct().Select(claim => $"'{claim}'");
        return new PodReason(ClusterCodes.ClaimNotBound, $"pod '{pod.Metadata?.Name}' waits for its claim {string.Join(", ", claims)}: {said}", false);
    }

    private static PodReason? OfPhase(V1Pod pod) =>
        pod.Status?.Phase == "Failed"
            ? new PodReason(ClusterCodes.Exited, $"pod '{pod.Metadata?.Name}' failed: {OneLine.Of(pod.Status.Message ?? pod.Status.Reason ?? "the cluster does not say why")}", true)
            : null;
}
