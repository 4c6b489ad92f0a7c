using System.Text;
using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Serving.Kubernetes;
using Modelyard.Traffic;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Releases.Deploying;

/// <summary>What is in a serving namespace, read whole: a kind that cannot be listed ends the deploy, so that nothing is pruned on half a picture.</summary>
internal sealed class LiveObjects
{
    private readonly Dictionary<(string Kind, string Name), IKubernetesObject<V1ObjectMeta>> _objects = [];
    private readonly ServingPlace _place;

    private LiveObjects(ServingPlace place) => _place = place;

    /// <summary>Whether Prometheus' operator is there.</summary>
    public bool HasMonitors { get; private set; } = true;

    /// <exception cref="YardException">YARD5508: no Istio; or whatever else the cluster refuses.</exception>
    public static async Task<LiveObjects> ReadAsync(ClusterConnection cluster, ServingPlace place, CancellationToken cancellation)
    {
        var live = new LiveObjects(place);
        foreach (var kind in DeployedKind.All)
        {
            try
            {
                foreach (var item in await kind.ListAsync(cluster, cancellation)) live._objects[(kind.Kind.Kind, item.Metadata.Name)] = item;
            }
            catch (YardException missing) when (missing.Diagnostics[0].Code == ClusterCodes.KindMissing)
            {
                if (kind.Kind != ResourceKind.Of<PodMonitor>())
                {
                    throw DeployCodes.NoMesh.Failure($"context '{cluster.Context}' does not know {kind.Kind.Resource} ({kind.Kind.Version})");
                }

                live.HasMonitors = false;
            }
        }

        return live;
    }

    public IKubernetesObject<V1ObjectMeta>? Find(IKubernetesObject<V1ObjectMeta> manifest) => _objects.GetValueOrDefault((manifest.Kind, manifest.Metadata.Name));

    public T? Find<T>(string name)
        where T : class, IKubernetesObject<V1ObjectMeta> => _objects.GetValueOrDefault((ResourceKind.Of<T>().Kind, name)) as T;

    /// <summary>Objects that this repository deployed to this environment for a model.</summary>
    public IEnumerable<IKubernetesObject<V1ObjectMeta>> OfModels => _objects.Values.Where(item => IsOurs(item) && item.Metadata.Labels.ContainsKey(ClusterLabels.Model));

    /// <summary>Names of models that have any.</summary>
    public IReadOnlyList<string> Models => [.. OfModels.Select(item => item.Metadata.Labels[ClusterLabels.Model]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Variants of a model that the mesh knows.</summary>
    public IReadOnlyList<string> VariantsOf(string model) => [.. Find<DestinationRule>(model) is { } rule && IsOurs(rule) ? rule.Spec.Subsets.Select(subset => subset.Name) : []];

    /// <summary>The table by which gateways deal now; empty where there is none.</summary>
    public RoutingTable Table => Find<V1ConfigMap>(GatewayManifests.Name)?.Data is { } data && data.TryGetValue(GatewayManifests.TableFile, out var text)
        ? GatewayTable.Read(Encoding.UTF8.GetBytes(text)).Routes
        : RoutingTable.Empty;

    /// <summary>What a shared TensorFlow Serving was told; <see langword="null"/> where it was told nothing.</summary>
    public V1ConfigMap? SharedList => Find<V1ConfigMap>(SharedModelsManifests.Name) is { } list && IsOurs(list) ? list : null;

    /// <summary>An error for each object that another repository, environment or person made under a name that we want.</summary>
    public IEnumerable<Diagnostic> Foreign(IEnumerable<IKubernetesObject<V1ObjectMeta>> wanted) =>
        from manifest in wanted
        let there = Find(manifest)
        where there is not null && !IsOurs(there)
        select DeployCodes.OthersObject.Error(null, $"{manifest.Kind} '{manifest.Metadata.Name}' in namespace '{_place.Namespace}' is {OwnerOf(there)}; expected one of environment '{_place.Environment}' of repository '{_place.Repository}'");

    private bool IsOurs(IKubernetesObject<V1ObjectMeta> item) => item.Metadata.Labels is { } labels
        && labels.TryGetValue(ClusterLabels.ManagedBy, out var manager) && manager == ClusterLabels.Yard
        && labels.TryGetValue(ClusterLabels.Repository, out var repository) && repository == Names.LabelValue(_place.Repository)
        && labels.TryGetValue(ClusterLabels.Environment, out var environment) && environment == Names.LabelValue(_place.Environment);

    private static string OwnerOf(IKubernetesObject<V1ObjectMeta> item) => item.Metadata.Labels is { } labels && labels.TryGetValue(ClusterLabels.Repository, out var repository)
        ? $"of environment '{(labels.TryGetValue(ClusterLabels.Environment, out var environment) ? environment : "")}' of repository '{repository}'"
        : $"not one that `yard deploy` made{(item.Metadata.ManagedFields?.FirstOrDefault()?.Manager is { } manager ? $" but '{manager}'" : "")}";
}
