using k8s;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Running.Kubernetes;

/// <summary>What is done to Jobs and pods of runs.</summary>
internal static class ClusterJobs
{
    /// <summary>Creates a Job; <see langword="null"/> where one of its name is there.</summary>
    public static async Task<V1Job?> CreateAsync(this ClusterConnection cluster, V1Job job, CancellationToken cancellation)
    {
        try
        {
            return await cluster.AskAsync(
                ClusterRequest.For<V1Job>("create", job.Metadata.Name, cluster.Namespace),
                (api, stop) => api.BatchV1.CreateNamespacedJobAsync(job, cluster.Namespace, fieldManager: ServerSideApply.FieldManager, cancellationToken: stop),
                cancellation);
        }
        catch (Diagnostics.YardException taken) when (taken.Diagnostics[0].Code == ClusterCodes.AlreadyExists)
        {
            return null;
        }
    }

    /// <summary>Patches a Job; <see langword="null"/> where it is another than the patch says, or gone.</summary>
    public static async Task<V1Job?> PatchJobAsync(this ClusterConnection cluster, string name, V1Patch patch, CancellationToken cancellation)
    {
        try
        {
            return await cluster.AskAsync(
                ClusterRequest.For<V1Job>("patch", name, cluster.Namespace),
                (api, stop) => api.BatchV1.PatchNamespacedJobAsync(patch, name, cluster.Namespace, fieldManager: ServerSideApply.FieldManager, cancellationToken: stop),
                cancellation);
        }
        catch (Diagnostics.YardException moved) when (moved.Diagnostics[0].Code == ClusterCodes.ChangedMeanwhile || moved.Diagnostics[0].Code == ClusterCodes.NotFound)
        {
            return null;
        }
    }

    /// <summary>Deletes a Job with its pods and whatever only it owns.</summary>
    /// <param name="afterPods">Whether it stays until its pods are gone.</param>
    public static Task DeleteJobAsync(this ClusterConnection cluster, string name, CancellationToken cancellation, bool afterPods = false) => cluster.FindAsync(
        ClusterRequest.For<V1Job>("delete", name, cluster.Namespace),
        (api, stop) => api.BatchV1.DeleteNamespacedJobAsync(name, cluster.Namespace, propagationPolicy: afterPods ? "Foreground" : "Background", cancellationToken: stop),
        cancellation);
}
