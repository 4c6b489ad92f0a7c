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

    /// <summary>Of a model's versions those whose last step a shared TensorFlow Serving computes; none where nothing is shared.</summary>
    public IReadOnlyList<SharedModel> SharedOf(ModelDeployment model) => Place.SharesTensorFlow
        ? [.. model.Versions.Where(version => version.TensorFlow is not null).Select(version => new SharedModel(model.Model, version.TensorFlow!.Version, version.Artifact))]
        : [];

    /// <summary>All of these, and the image that they are brought with; <see langword="null"/> where there are none.</summary>
    internal (SharedModels Models, string Image)? Shared => SharedModels.Of(Models.SelectMany(SharedOf)) is { Versions.IsEmpty: false } models
        ? (models, Models.SelectMany(model => model.Versions).First(version => version.TensorFlow is not null).TensorFlow!.Name)
        : null;

    /// <summary>The list of them, where there are any.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> SharedList => Shared is var (models, image) ? [SharedModelsManifests.List(models, image, isWritten: false, Place)] : [];

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
