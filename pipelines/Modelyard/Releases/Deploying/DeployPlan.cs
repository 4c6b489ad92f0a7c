using k8s;
using k8s.Models;
using Modelyard.Serving.Kubernetes;
using Modelyard.Traffic;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Releases.Deploying;

/// <summary>A model as it shall be live: the route, and the versions that answer for it, each once.</summary>
public sealed record ModelDeployment(ModelRoute Route, IReadOnlyList<ServedVersion> Versions)
{
    public string Model => Route.Model;
}

/// <summary>Everything that shall be live in an environment. Made without asking the cluster; the same for whoever applies it.</summary>
/// <param name="Models">By name.</param>
/// <param name="GatewayImage">By digest.</param>
public sealed record DeployPlan(ServingPlace Place, IReadOnlyList<ModelDeployment> Models, string GatewayImage)
{
    /// <summary>The table of these models.</summary>
    public RoutingTable Table => RoutingTable.Of(Models.Select(model => model.Route));

    /// <summary>What a model consists of before traffic reaches it, in the order of applying.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> ServersOf(ModelDeployment model) =>
    [
        .. ModelManifests.Foundation(model.Model, Place),
        .. model.Versions.SelectMany(version => VersionManifests.Of(version, Place)),
        ModelManifests.Monitor(model.Model, Place),
    ];

    /// <summary>What the gateway consists of, but for its table.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> GatewayServer =>
        [.. GatewayManifests.Foundation(Place), .. GatewayManifests.Server(GatewayImage, Place), GatewayManifests.Monitor(Place), .. GatewayManifests.Ingress(Place) is { } ingress ? (VirtualService[])[ingress] : []];

    /// <summary>All objects of a model.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> ObjectsOf(ModelDeployment model) =>
        [.. ServersOf(model), ModelManifests.Subsets(model.Route, Place), ModelManifests.Routes(model.Route, Place)];

    /// <summary>All objects of the gateway.</summary>
    /// <param name="table">Of all models that are live, where only some are deployed.</param>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> GatewayObjects(RoutingTable table) => [.. GatewayServer, GatewayManifests.Table(table, Place)];
}
