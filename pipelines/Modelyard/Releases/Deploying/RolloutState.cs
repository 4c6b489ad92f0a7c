using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Releases.Deploying;

/// <summary>How far a Deployment has come, as its status says.</summary>
/// <param name="IsDone">Every pod is of its last template, and answers.</param>
/// <param name="Refused">Why the cluster gave up, or makes no pods; <see langword="null"/> while it may still come.</param>
internal sealed record RolloutState(bool IsDone, string? Refused)
{
    /// <param name="generation">Of what was applied: a status of before says nothing.</param>
    public static RolloutState Of(V1Deployment? deployment, long? generation)
    {
        if (deployment?.Status is not { } status || status.ObservedGeneration is not { } observed || observed < (generation ?? 0)) return new RolloutState(false, null);
        var wanted = deployment.Spec.Replicas ?? 1;
        if (status.UpdatedReplicas == wanted && status.AvailableReplicas >= wanted && status.Replicas == wanted) return new RolloutState(true, null);
        var refused = status.Conditions?.FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" } or { Type: "Progressing", Status: "False" });
        return new RolloutState(false, refused is null ? null : OneLine.Of(refused.Message));
    }
}
