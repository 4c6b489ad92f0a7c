using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Traffic;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Serving.Kubernetes;

/// <summary>The objects of a model, whichever versions answer for it: one Service, its account, what Prometheus scrapes, and how the mesh divides it.</summary>
public static class ModelManifests
{
    /// <summary>The labels by which the pods of all versions are found.</summary>
    public static Dictionary<string, string> PodSelector(string model) => new()
    {
        [ClusterLabels.Name] = model,
        [ClusterLabels.Component] = ClusterLabels.Components.Server,
    };

    /// <summary>What is there before any version is: account and service.</summary>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Foundation(string model, ServingPlace place) =>
        [Account(Metadata(model, place), place), Service(Metadata(model, place), PodSelector(model))];

    /// <summary>What samples of a version's pods get.</summary>
    internal static MetricRelabeling[] ModelAndVersion =>
        [new MetricRelabeling([PodLabel(ClusterLabels.Model)], "model"), new MetricRelabeling([PodLabel(ClusterLabels.AppVersion)], "version")];

    /// <summary>What Prometheus scrapes: samples get the model and the first digits of the version.</summary>
    public static PodMonitor Monitor(string model, ServingPlace place) => new()
    {
        Metadata = Metadata(model, place),
        Spec = new PodMonitorSpec
        {
            Selector = new V1LabelSelector { MatchLabels = PodSelector(model) },
            PodMetricsEndpoints =
            [
                PodMetricsEndpoint.Merged(ModelAndVersion),
            ],
        },
    };

    /// <summary>The subsets of the model's service.</summary>
    /// <param name="leaving">Variants whose pods are still there, and may still be asked for.</param>
    public static DestinationRule Subsets(ModelRoute route, ServingPlace place, IEnumerable<string>? leaving = null) =>
        new() { Metadata = Metadata(route.Model, place), Spec = MeshTraffic.Subsets(route, place.HostOf(route.Model), leaving) };

    /// <summary>The routes to these subsets.</summary>
    /// <param name="leaving">As for <see cref="Subsets"/>.</param>
    public static VirtualService Routes(ModelRoute route, ServingPlace place, IEnumerable<string>? leaving = null) =>
        new() { Metadata = Metadata(route.Model, place), Spec = MeshTraffic.Routes(route, place.HostOf(route.Model), leaving) };

    internal static V1ServiceAccount Account(V1ObjectMeta metadata, ServingPlace place) => new()
    {
        ApiVersion = "v1",
        Kind = "ServiceAccount",
        Metadata = metadata,
        AutomountServiceAccountToken = false,
        ImagePullSecrets = place.Spec.PullSecret is { } secret ? [new V1LocalObjectReference { Name = secret }] : null,
    };

    internal static V1Service Service(V1ObjectMeta metadata, IDictionary<string, string> selector) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = metadata,
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = selector,
            // The application protocol is what a mesh tells HTTP by.
            Ports = [new V1ServicePort { Name = ServingPods.PortName, Port = ServingPlace.ServicePort, TargetPort = ServingPods.PortName, Protocol = "TCP", AppProtocol = "http" }],
        },
    };

    private static V1ObjectMeta Metadata(string model, ServingPlace place) => place.Metadata(model, model, ClusterLabels.Components.Server, (ClusterLabels.Model, model));

    // How the Prometheus operator's service discovery spells a label.
    private static string PodLabel(string label) => "__meta_kubernetes_pod_label_" + label.Replace('.', '_').Replace('/', '_').Replace('-', '_');
}
