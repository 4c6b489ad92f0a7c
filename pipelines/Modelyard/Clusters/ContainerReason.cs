using k8s.Models;

namespace Modelyard.Clusters;

/// <summary>Why a container does not run, or failed, by its status as the kubelet writes it.</summary>
internal static class ContainerReason
{
    private static readonly Dictionary<int, string> Signals = new() { [1] = "SIGHUP", [2] = "SIGINT", [4] = "SIGILL", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE", [9] = "SIGKILL", [11] = "SIGSEGV", [15] = "SIGTERM" };

    /// <summary>The reason of the first container that has one; <see langword="null"/> where none has.</summary>
    /// <param name="events">The pod's, newest first.</param>
    public static PodReason? Of(V1Pod pod, IReadOnlyList<Corev1Event> events) =>
        Statuses(pod).Select(status => Of(pod, status, events)).OfType<PodReason>().OrderByDescending(reason => reason.HasEnded).FirstOrDefault();

    /// <summary>What the kubelet says of a container, also of one that runs before the others.</summary>
    public static V1ContainerStatus? Status(V1Pod pod, string container) => Statuses(pod).FirstOrDefault(status => status.Name == container);

    private static IEnumerable<V1ContainerStatus> Statuses(V1Pod pod) => (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);

    private static PodReason? Of(V1Pod pod, V1ContainerStatus status, IReadOnlyList<Corev1Event> events)
    {
        if (status.State?.Terminated is { } ended) return Ended(pod, status, ended, true);
        if (status.State?.Waiting is not { Reason: { } reason } waiting) return null;
        return reason switch
        {
            "ErrImagePull" or "ImagePullBackOff" or "ErrImageNeverPull" or "InvalidImageName" or "ErrImageInspect" or "ImageInspectError" or "RegistryUnavailable" =>
                new PodReason(ClusterCodes.ImageNotPulled, $"image {status.Image} cannot be pulled: {PullMessage(waiting, events)}", false) { Container = status.Name },
            "CrashLoopBackOff" when status.LastState?.Terminated is { } last && Ended(pod, status, last, false) is { } one =>
                new PodReason(ClusterCodes.CrashLoop, $"{one.Text}, {status.RestartCount} times started again", false) { Container = status.Name },
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "PreCreateHookError" or "PreStartHookError" or "PostStartHookError" =>
                new PodReason(ClusterCodes.NotStarted, $"container '{status.Name}' cannot be started: {OneLine.Of(waiting.Message)}", false) { Container = status.Name },
            "ContainerCreating" or "PodInitializing" => BeforeStart(status, events),
            _ => null,
        };
    }

    /// <summary>What keeps a node from starting a container is told in events alone.</summary>
    private static PodReason? BeforeStart(V1ContainerStatus status, IReadOnlyList<Corev1Event> events) =>
        events.FirstOrDefault(happened => happened.Type == "Warning") switch
        {
            { Reason: "FailedMount" or "FailedAttachVolume" or "FailedMapVolume" } volume => new PodReason(ClusterCodes.VolumeNotMounted, OneLine.Of(volume.Message), false),
            { Reason: "FailedCreatePodSandBox" } box => new PodReason(ClusterCodes.NotStarted, $"container '{status.Name}' cannot be started: {OneLine.Of(box.Message)}", false),
            _ => null,
        };

    private static PodReason? Ended(V1Pod pod, V1ContainerStatus status, V1ContainerStateTerminated ended, bool hasEnded)
    {
        if (ended.ExitCode == 0) return null;
        var who = $"container '{status.Name}'";
        return ended.Reason switch
        {
            "OOMKilled" => new PodReason(ClusterCodes.OutOfMemory, $"{who} was ended for memory{Limit(pod, status.Name)}", hasEnded) { Container = status.Name },
            "ContainerCannotRun" or "StartError" => new PodReason(ClusterCodes.NotStarted, $"{who} cannot be started: {OneLine.Of(ended.Message)}", hasEnded) { Container = status.Name },
            "DeadlineExceeded" => new PodReason(ClusterCodes.DeadlineExceeded, $"{who} ran longer than it may", hasEnded) { Container = status.Name },
            _ => new PodReason(ClusterCodes.Exited, $"{who} {HowItEnded(ended)}{(string.IsNullOrWhiteSpace(ended.Message) ? "" : $": {OneLine.Of(ended.Message)}")}", hasEnded) { Container = status.Name },
        };
    }

    private static string HowItEnded(V1ContainerStateTerminated ended)
    {
        var signal = ended.Signal is { } told and > 0 ? told : ended.ExitCode - 128;
        return Signals.TryGetValue(signal, out var name) ? $"was ended by {name}" : $"ended with exit code {ended.ExitCode}";
    }

    private static string Limit(V1Pod pod, string container)
    {
        var all = (pod.Spec?.Containers ?? []).Concat(pod.Spec?.InitContainers ?? []);
        return all.FirstOrDefault(known => known.Name == container)?.Resources?.Limits?.TryGetValue("memory", out var limit) == true
            ? $" at its limit of {limit}"
            : "; it has no limit of its own, so the node ran short";
    }

    /// <summary>While the kubelet waits for the next try its status no longer has what the registry said; the event of the last try has.</summary>
    private static string PullMessage(V1ContainerStateWaiting waiting, IReadOnlyList<Corev1Event> events)
    {
        if (waiting.Reason != "ImagePullBackOff" || waiting.Message?.Contains("rpc error", StringComparison.Ordinal) == true) return OneLine.Of(waiting.Message);
        var tried = events.FirstOrDefault(happened => happened.Reason == "Failed" && happened.Message?.StartsWith("Failed to pull image", StringComparison.Ordinal) == true);
        return OneLine.Of(tried?.Message ?? waiting.Message);
    }
}
