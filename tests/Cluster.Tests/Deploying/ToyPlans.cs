using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Specs;
using Modelyard.Traffic;

namespace Modelyard.Cluster.Tests.Deploying;

/// <summary>Plans of models whose servers are shell scripts.</summary>
internal sealed class ToyPlans(string @namespace)
{
    /// <summary>Of every version's server.</summary>
    public string Image { get; set; } = "";

    /// <summary>The gateway's own pod is a plain server too: it is there to be deployed, the one that a client asks is a process.</summary>
    public string Gateway { get; private set; } = "";

    public string Packaging { get; init; } = Specs.Packaging.Baked;

    public ServingPlace Place => new(
        "team_models", "dev", new ServingPlaceSpec { Context = "", Namespace = @namespace, Claim = "weights", Gateway = new ReplicasSpec(), Propagation = Duration.FromSeconds(1) }, new ClusterFeatures(ImageVolumes: false));

    public async Task PushAsync(CancellationToken cancellation) => Image = Gateway = await PlainServers.PushAsync(cancellation);

    /// <param name="arms">Name, weight and version of each: <c>a 90 one, b 10 two</c>; none: no model at all.</param>
    public DeployPlan Plan(string? arms, string model = "toy") => new(Place, arms is null ? [] : [Model(model, arms)], Gateway);

    private ModelDeployment Model(string model, string arms)
    {
        var route = new ModelRoute(model, model, [.. arms.Split(", ").Select(arm => arm.Split(' ')).Select(arm => new Arm(arm[0], double.Parse(arm[1], System.Globalization.CultureInfo.InvariantCulture), arm[2], PlainServers.Identity(arm[2])))]);
        return new ModelDeployment(route, [.. route.Arms.Select(arm => new ServedVersion
        {
            Model = model,
            Candidate = "plain",
            Identity = arm.Identity,
            Name = arm.Version,
            Image = Image,
            Packaging = Packaging,
            Artifact = arm.Identity,
            ArtifactBytes = 0,
            Memory = 32 << 20,
        })]);
    }
}
