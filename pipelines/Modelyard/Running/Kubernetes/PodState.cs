using k8s.Models;

namespace Modelyard.Running.Kubernetes;

/// <summary>Reads what a pod is at. Of several containers, the first that has ended speaks for all.</summary>
internal static class PodState
{
    private static readonly string[] Final = ["ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

    /// <summary>The container's exit code, once it has ended.</summary>
    public static int? ExitCode(V1Pod pod) => Ended(pod)?.ExitCode;

    /// <summary>Whether the kernel ended it for memory.</summary>
    public static bool IsOutOfMemory(V1Pod pod) => Ended(pod)?.Reason == "OOMKilled";

    /// <summary>What keeps it from running, and whether that stays so unless somebody changes something; <see langword="null"/> where nothing does.</summary>
    public static (string Reason, bool IsFinal)? Trouble(V1Pod pod)
    {
        var waiting = (pod.Status?.ContainerStatuses ?? []).Select(status => status.State?.Waiting?.Reason).FirstOrDefault(reason => Final.Contains(reason));
        if (waiting is not null) return (waiting, true);
        // A node may come, or another pod end.
        var scheduled = pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" });
        return scheduled is null ? null : (scheduled.Message ?? scheduled.Reason, false);
    }

    /// <summary>Whether its containers pass their readiness probes.</summary>
    public static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    /// <summary>Whether it has ended.</summary>
    public static bool HasEnded(V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    private static V1ContainerStateTerminated? Ended(V1Pod pod) => (pod.Status?.ContainerStatuses ?? []).Select(status => status.State?.Terminated).FirstOrDefault(ended => ended is not null);
}
