using k8s;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Running.Kubernetes;

/// <summary>The volume that holds the store on a cluster.</summary>
/// <param name="OneNode">Whether only pods of one node can mount it at a time.</param>
public sealed record StoreClaim(bool OneNode)
{
    private const string Shared = "ReadWriteMany";

    // Both a class' binding mode and the reason of the event by which its claims wait.
    private const string WaitsForFirst = "WaitForFirstConsumer";

    /// <summary>Looks at the claim of an environment before anything is made for it.</summary>
    /// <exception cref="Diagnostics.YardException">YARD3203, YARD3204.</exception>
    public static async Task<StoreClaim> FindAsync(ClusterConnection cluster, ClusterEnvironment environment, CancellationToken cancellation)
    {
        var name = environment.Training.Claim!;
        var claim = await cluster.FindAsync(
            ClusterRequest.For<V1PersistentVolumeClaim>("get", name, cluster.Namespace),
            (api, stop) => api.CoreV1.ReadNamespacedPersistentVolumeClaimAsync(name, cluster.Namespace, cancellationToken: stop),
            cancellation)
            ?? throw ClusterRunCodes.ClaimMissing.Failure($"environment {environment.Name}: namespace {cluster.Namespace} of {cluster.Context} has no PersistentVolumeClaim '{name}'");
        // One that waits for its first pod is bound by that.
        if (claim.Status?.Phase != "Bound" && !await WaitsForPodAsync(cluster, claim, cancellation))
        {
            throw ClusterRunCodes.ClaimUnbound.Failure(
                $"environment {environment.Name}: the PersistentVolumeClaim '{name}' of namespace {cluster.Namespace} is {claim.Status?.Phase ?? "new"}; it asks for {string.Join(", ", claim.Spec.AccessModes ?? [])} of storage class '{claim.Spec.StorageClassName}'");
        }

        return new StoreClaim(!(claim.Status?.AccessModes ?? claim.Spec.AccessModes ?? []).Contains(Shared));
    }

    private static async Task<bool> WaitsForPodAsync(ClusterConnection cluster, V1PersistentVolumeClaim claim, CancellationToken cancellation)
    {
        if (claim.Spec.StorageClassName is not { Length: > 0 } name || !string.IsNullOrEmpty(claim.Spec.VolumeName)) return false;
        try
        {
            var found = await cluster.FindAsync(ClusterRequest.For<V1StorageClass>("get", name, null), (api, stop) => api.StorageV1.ReadStorageClassAsync(name, cancellationToken: stop), cancellation);
            return found?.VolumeBindingMode == WaitsForFirst;
        }
        catch (Diagnostics.YardException)
        {
            // Classes are the whole cluster's, and not everybody may read them. What happened to the claim says the same; where nothing did yet, the driver's pod tells it.
            var events = await PodReason.EventsAsync(cluster, claim.Metadata.Uid, cancellation);
            return events.Count == 0 || events.Any(happened => happened.Reason == WaitsForFirst);
        }
    }
}
