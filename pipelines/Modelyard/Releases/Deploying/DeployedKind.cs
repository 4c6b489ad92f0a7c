using System.Collections.Immutable;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Serving.Kubernetes;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Releases.Deploying;

/// <summary>A kind of object that deploys make, and what is done with its objects.</summary>
internal abstract class DeployedKind
{
    /// <summary>In the order in which they can be made.</summary>
    public static ImmutableArray<DeployedKind> All { get; } =
    [
        new Of<V1ServiceAccount>(), new Of<V1Service>(), new Of<V1ConfigMap>(), new Of<V1Deployment>(), new Of<V2HorizontalPodAutoscaler>(),
        new Of<V1PodDisruptionBudget>(), new Of<PodMonitor>(), new Of<DestinationRule>(), new Of<VirtualService>(),
    ];

    public abstract ResourceKind Kind { get; }

    public static DeployedKind Find(IKubernetesObject manifest) => All.First(kind => kind.Kind.Kind == manifest.Kind);

    /// <summary>All objects of the kind in the namespace.</summary>
    public abstract Task<IReadOnlyList<IKubernetesObject<V1ObjectMeta>>> ListAsync(ClusterConnection cluster, CancellationToken cancellation);

    public abstract Task<IKubernetesObject<V1ObjectMeta>> ApplyAsync(ClusterConnection cluster, IKubernetesObject<V1ObjectMeta> manifest, ApplyOptions options, CancellationToken cancellation);

    /// <summary>Deletes an object, and what it owns, in the background; one that is gone is done.</summary>
    public abstract Task DeleteAsync(ClusterConnection cluster, string name, CancellationToken cancellation);

    private sealed class Of<T> : DeployedKind
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        public override ResourceKind Kind { get; } = ResourceKind.Of<T>();

        public override async Task<IReadOnlyList<IKubernetesObject<V1ObjectMeta>>> ListAsync(ClusterConnection cluster, CancellationToken cancellation)
        {
            var list = await ResourceList<T>.ReadAsync(cluster, new ResourceScope(), cancellation);
            foreach (var item in list.Items ?? []) (item.ApiVersion, item.Kind) = (Kind.ApiVersion, Kind.Kind);
            return list.Items ?? [];
        }

        public override async Task<IKubernetesObject<V1ObjectMeta>> ApplyAsync(ClusterConnection cluster, IKubernetesObject<V1ObjectMeta> manifest, ApplyOptions options, CancellationToken cancellation) =>
            await cluster.ApplyAsync((T)manifest, options, cancellation);

        public override async Task DeleteAsync(ClusterConnection cluster, string name, CancellationToken cancellation) => await cluster.FindAsync(
            ClusterRequest.For<T>("delete", name, cluster.Namespace),
            (_, stop) => cluster.Transport.ReadAsync<JsonObject>(HttpMethod.Delete, $"{Kind.Path(cluster.Namespace, name)}?propagationPolicy=Background", null, null, stop),
            cancellation);
    }
}
