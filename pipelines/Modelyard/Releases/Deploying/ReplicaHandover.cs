using k8s;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Releases.Deploying;

/// <summary>
/// When an autoscaler comes, its Deployment no longer says how many pods there are. As long as nobody but us ever did, leaving the number out would set it to 1, so it
/// is said as it stands until the autoscaler has changed it for the first time, which makes it the autoscaler's.
/// </summary>
internal static class ReplicaHandover
{
    /// <summary>The manifest to apply.</summary>
    public static IKubernetesObject<V1ObjectMeta> Of(IKubernetesObject<V1ObjectMeta> manifest, IKubernetesObject<V1ObjectMeta>? live)
    {
        if (manifest is V1Deployment { Spec.Replicas: null } deployment && live is V1Deployment { Spec.Replicas: { } replicas } there && IsOursAlone(there)) deployment.Spec.Replicas = replicas;
        return manifest;
    }

    private static bool IsOursAlone(V1Deployment live)
    {
        var owners = (live.Metadata.ManagedFields ?? [])
            .Where(entry => entry.FieldsV1 is System.Text.Json.JsonElement fields && fields.TryGetProperty("f:spec", out var spec) && spec.TryGetProperty("f:replicas", out _))
            .Select(entry => entry.Manager)
            .ToList();
        return owners.Count > 0 && owners.All(owner => owner == ServerSideApply.FieldManager);
    }
}
