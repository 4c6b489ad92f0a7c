using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Traffic;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Serving.Kubernetes;

/// <summary>The objects of an environment's gateway: who deals subjects to arms, for all of its models.</summary>
public static class GatewayManifests
{
    /// <summary>The name of its objects.</summary>
    public const string Name = "yard-gateway";

    /// <summary>The table's file in its ConfigMap.</summary>
    public const string TableFile = "table.json";

    /// <summary>Where the ConfigMap is mounted: as a folder, since a single file would never follow a change.</summary>
    public const string TableFolder = "/yard/table";

    private const int AnswerSeconds = 60;
    private const long MemoryRequest = 192L << 20;
    private const long MemoryLimit = 768L << 20;

    private static readonly Dictionary<string, string> PodSelector = new()
    {
        [ClusterLabels.Name] = Name,
        [ClusterLabels.Component] = ClusterLabels.Components.Gateway,
    };

    /// <summary>What is there before it answers.</summary>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Foundation(ServingPlace place) =>
        [ModelManifests.Account(Metadata(place), place), ModelManifests.Service(Metadata(place), PodSelector)];

    /// <summary>The gateway itself.</summary>
    /// <param name="image">By digest.</param>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Server(string image, ServingPlace place)
    {
        List<IKubernetesObject<V1ObjectMeta>> objects = [Deployment(image, place)];
        if (ServerScaling.HasAutoscaler(place.Spec.Gateway)) objects.Add(ServerScaling.Of(Metadata(place), place.Spec.Gateway));
        objects.Add(ServerScaling.Budget(Metadata(place), PodSelector));
        return objects;
    }

    /// <summary>The table that it deals by.</summary>
    public static V1ConfigMap Table(RoutingTable table, ServingPlace place) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = Metadata(place),
        Data = new Dictionary<string, string> { [TableFile] = System.Text.Encoding.UTF8.GetString(new GatewayTable(table, model => place.AddressOf(model)).Bytes()) },
    };

    /// <summary>What Prometheus scrapes of it.</summary>
    public static PodMonitor Monitor(ServingPlace place) => new()
    {
        Metadata = Metadata(place),
        Spec = new PodMonitorSpec { Selector = new V1LabelSelector { MatchLabels = PodSelector }, PodMetricsEndpoints = [PodMetricsEndpoint.Merged([])] },
    };

    /// <summary>What lets the world in; <see langword="null"/> where nothing does.</summary>
    public static VirtualService? Ingress(ServingPlace place) => place.Spec.Ingress is not { } ingress ? null : new VirtualService
    {
        Metadata = Metadata(place),
        Spec = MeshTraffic.Ingress(ingress.Gateway, ingress.Host, place.HostOf(Name), ServingPlace.ServicePort),
    };

    private static V1Deployment Deployment(string image, ServingPlace place)
    {
        var container = new V1Container
        {
            Name = "gateway",
            Image = image,
            Args = ["--table", $"{TableFolder}/{TableFile}"],
            StartupProbe = ServingPods.Probe("/v1/models", period: 1, failures: 60, timeout: 5),
            ReadinessProbe = ServingPods.Probe("/v1/models", period: 5, failures: 3, timeout: 5),
            LivenessProbe = ServingPods.Probe("/v1/models", period: 20, failures: 6, timeout: 10),
            Resources = new V1ResourceRequirements
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("250m"), ["memory"] = ServingPods.Mebibytes(MemoryRequest) },
                Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = ServingPods.Mebibytes(MemoryLimit) },
            },
            VolumeMounts = [new V1VolumeMount { Name = "table", MountPath = TableFolder, ReadOnlyProperty = true }],
        };
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = Metadata(place),
            Spec = new V1DeploymentSpec
            {
                Replicas = ServerScaling.Fixed(place.Spec.Gateway),
                RevisionHistoryLimit = 2,
                ProgressDeadlineSeconds = 120,
                Selector = new V1LabelSelector { MatchLabels = PodSelector },
                Strategy = ServerScaling.Strategy(),
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = Metadata(place).Labels, Annotations = ServingPods.MetricsAnnotations() },
                    Spec = ServingPods.Of(container, [new V1Volume { Name = "table", ConfigMap = new V1ConfigMapVolumeSource { Name = Name } }], AnswerSeconds, Name, PodSelector, place),
                },
            },
        };
    }

    private static V1ObjectMeta Metadata(ServingPlace place) => place.Metadata(Name, Name, ClusterLabels.Components.Gateway);
}
