using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Specs;
using Modelyard.Traffic;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Cluster.Tests.Deploying;

/// <summary>Deploys to a real cluster with real pods, while a client asks.</summary>
public sealed class DeployTests(TestNamespace yard) : IClassFixture<TestNamespace>
{
    private string _image = "";
    private string _gateway = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ServingPlace Place => new("team_models", "dev", new ServingPlaceSpec { Context = "", Namespace = yard.Name, Gateway = new ReplicasSpec(), Propagation = Duration.FromSeconds(1) }, new ClusterFeatures(ImageVolumes: false));

    [Fact]
    public async Task Deploying_changing_weights_deploying_again_and_rolling_back_fail_no_request()
    {
        _image = _gateway = await PlainServers.PushAsync(Cancel);
        await LiveAsync("a 100 one");
        Assert.Empty((await DeployAsync("a 100 one")).Changes); // a second deploy changes nothing

        await using var gateway = await GatewayProcess.StartAsync(yard.Cluster, Cancel);
        await using var client = new ClientLoop(gateway.Address, "toy");
        await client.MoreAsync(50);
        Assert.Equal(["one"], client.Answered().Keys);

        await LiveAsync("a 90 one, b 10 two"); // a second version takes a share
        await client.MoreAsync(50);
        await LiveAsync("a 20 one, b 80 two"); // other weights
        await client.MoreAsync(50);
        await LiveAsync("a 100 two"); // the first one goes
        client.Answered();
        await client.MoreAsync(100);
        Assert.Equal(["two"], client.Answered().Keys);

        _image = _image[..^4] + "0000"; // an image that nobody pushed
        var failed = await DeployAsync("a 100 three");
        var failure = Assert.Single(failed.Failures);
        Assert.Equal(DeployCodes.RolloutStalled, failure.Code);
        Assert.Contains($"YARD8530 image {_image} cannot be pulled", failure.Message, StringComparison.Ordinal);
        await client.MoreAsync(50);
        Assert.Equal(["two"], client.Answered().Keys);

        _image = await PlainServers.PushAsync(Cancel);
        await LiveAsync("a 100 one"); // back
        client.Answered();
        await client.MoreAsync(100);
        Assert.Equal(["one"], client.Answered().Keys);
        Assert.Equal([], client.Failures);
        Assert.Equal([Variant.Of(PlainServers.Identity("one"))], (await ServersAsync()).Select(server => server.Metadata.Labels[ClusterLabels.AppVersion]));

        var removed = await new ClusterDeploy(yard.Cluster, Plan(null), null, Options).RunAsync(_ => Task.CompletedTask, Cancel);
        Assert.Empty(removed.Failures);
        Assert.Empty(await ServersAsync());
    }

    [Fact]
    public async Task What_the_cluster_refuses_is_told_and_nothing_is_changed()
    {
        _image = _gateway = await PlainServers.PushAsync(Cancel);
        using var other = await ClusterUnderTest.OpenAsync("yard-there-is-no-such-namespace");
        var place = Place with { Spec = Place.Spec with { Namespace = "yard-there-is-no-such-namespace" } };
        var failure = await Assert.ThrowsAsync<YardException>(() => new ClusterDeploy(other, Plan("a 100 one") with { Place = place }, null, Options).RunAsync(_ => Task.CompletedTask, Cancel));
        Assert.Equal(ClusterCodes.NoNamespace, failure.Diagnostics[0].Code);
    }

    [Fact]
    public async Task A_server_side_dry_run_tells_what_would_change_and_leaves_everything_as_it_is()
    {
        _image = _gateway = await PlainServers.PushAsync(Cancel);
        var changes = await new ClusterDeploy(yard.Cluster, Plan("a 100 one", "dry"), ["dry"], Options).DryRunAsync(Cancel);
        Assert.Contains("+ Deployment dry-" + Variant.Of(PlainServers.Identity("one")), changes.Select(change => change.ToString()));
        Assert.DoesNotContain(await DeployedAsync<DestinationRule>(), rule => rule.Metadata.Name == "dry");
    }

    private DeployOptions Options => new() { Holder = "a test", Patience = TimeSpan.FromSeconds(5), Note = TestContext.Current.TestOutputHelper!.WriteLine };

    private async Task LiveAsync(string arms)
    {
        var outcome = await DeployAsync(arms);
        Assert.Empty(outcome.Failures);
    }

    private Task<DeployOutcome> DeployAsync(string arms) => new ClusterDeploy(yard.Cluster, Plan(arms), null, Options).RunAsync(_ => Task.CompletedTask, Cancel);

    // The gateway's own pod is a plain server too: it is there to be deployed, the one that the client asks is a process.
    private DeployPlan Plan(string? arms, string model = "toy") => new(Place, arms is null ? [] : [Model(model, arms)], _gateway);

    private ModelDeployment Model(string model, string arms)
    {
        var route = new ModelRoute(model, model, [.. arms.Split(", ").Select(arm => arm.Split(' ')).Select(arm => new Arm(arm[0], double.Parse(arm[1], System.Globalization.CultureInfo.InvariantCulture), arm[2], PlainServers.Identity(arm[2])))]);
        return new ModelDeployment(route, [.. route.Arms.Select(arm => new ServedVersion
        {
            Model = model,
            Candidate = "plain",
            Identity = arm.Identity,
            Name = arm.Version,
            Image = _image,
            Packaging = Packaging.Baked,
            Artifact = arm.Identity,
            ArtifactBytes = 0,
            Memory = 32 << 20,
        })]);
    }

    private async Task<IReadOnlyList<V1Deployment>> ServersAsync() => [.. (await DeployedAsync<V1Deployment>()).Where(server => server.Metadata.Labels[ClusterLabels.Component] == ClusterLabels.Components.Server)];

    private async Task<IEnumerable<T>> DeployedAsync<T>()
        where T : class, k8s.IKubernetesObject<V1ObjectMeta>
    {
        await using var found = await yard.Cluster.WatchAsync<T>(new ResourceScope(Labels: Place.Selector), cancellation: Cancel);
        return found.Objects.Values;
    }
}
