using k8s;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Running.Kubernetes;

/// <summary>Which driver this is: what it makes is its own, and goes with it unless another driver wants it too.</summary>
/// <param name="Job">The driver's Job.</param>
/// <param name="Uid">Of that Job.</param>
/// <param name="Node">The node that it runs on.</param>
/// <param name="Plan">The plan's digits, for labels.</param>
internal sealed record DriverIdentity(string Job, string Uid, string Node, string Plan)
{
    /// <summary>Variables by which the driver's pod is told.</summary>
    public const string JobVariable = "YARD_DRIVER_JOB";
    public const string NodeVariable = "YARD_DRIVER_NODE";

    /// <summary>Owner of what is made here; not its controller, so that others can own it as well.</summary>
    public V1OwnerReference Owner => new() { ApiVersion = "batch/v1", Kind = "Job", Name = Job, Uid = Uid, Controller = false, BlockOwnerDeletion = false };

    /// <summary>Asks the cluster about the Job that the pod's variables name.</summary>
    public static async Task<DriverIdentity> FindAsync(ClusterConnection cluster, ClusterPlan plan, CancellationToken cancellation)
    {
        var name = Environment.GetEnvironmentVariable(JobVariable) ?? "";
        var job = await cluster.AskAsync(ClusterRequest.For<V1Job>("get", name, cluster.Namespace), (api, stop) => api.BatchV1.ReadNamespacedJobAsync(name, cluster.Namespace, cancellationToken: stop), cancellation);
        return new DriverIdentity(name, job.Metadata.Uid, Environment.GetEnvironmentVariable(NodeVariable) ?? "", plan.Unresolved.Hex[..StorePlaces.KeyDigits]);
    }
}
