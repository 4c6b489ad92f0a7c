using System.Globalization;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Running.Kubernetes;

/// <summary>Reads what a Job is at.</summary>
internal static class JobState
{
    /// <summary>Whether it is over, either way.</summary>
    public static bool IsFinished(V1Job job) => Condition(job, "Complete") is not null || Condition(job, "Failed") is not null;

    /// <summary>Whether it is neither over nor about to go.</summary>
    public static bool IsLive(V1Job job) => !IsFinished(job) && job.Metadata.DeletionTimestamp is null;

    /// <summary>Why it failed: <c>DeadlineExceeded</c>; <see langword="null"/> where it did not.</summary>
    public static string? FailureOf(V1Job job) => Condition(job, "Failed")?.Reason;

    /// <summary>The number of the attempt that it is.</summary>
    public static int AttemptOf(V1Job job) =>
        job.Metadata.Labels?.TryGetValue(ClusterLabels.Attempt, out var text) == true && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;

    private static V1JobCondition? Condition(V1Job job, string type) => job.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type && condition.Status == "True");
}
