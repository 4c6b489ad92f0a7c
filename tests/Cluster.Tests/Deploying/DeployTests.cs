using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Clusters.Access;
using Modelyard.Diagnostics;
using Modelyard.Releases.Deploying;
using Modelyard.Traffic;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Cluster.Tests.Deploying;

/// <summary>Deploys to a real cluster with real pods, while a client asks.</summary>
public sealed class DeployTests(TestNamespace yard) : IClassFixture<TestNamespace>, IAsyncLifetime
{
    private readonly ToyPlans _toys = new(yard.Name);
    private ClusterConnection _deployer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As the account that deploys, which may do nothing else.</summary>
    public async ValueTask InitializeAsync()
    {
        _deployer = await yard.AsAsync(ClusterAccount.Deployer);
        await _toys.PushAsync(Cancel);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Deploying_changing_weights_deploying_again_and_rolling_back_fail_no_request()
    {
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

        var image = _toys.Image;
        _toys.Image = image[..^4] + "0000"; // an image that nobody pushed
        var failed = await DeployAsync("a 100 three");
        var failure = Assert.Single(failed.Failures);
        Assert.Equal(DeployCodes.RolloutStalled, failure.Code);
        Assert.Contains($"YARD8530 image {_toys.Image} cannot be pulled", failure.Message, StringComparison.Ordinal);
        await client.MoreAsync(50);
        Assert.Equal(["two"], client.Answered().Keys);

        _toys.Image = image;
        await LiveAsync("a 100 one"); // back
        client.Answered();
        await client.MoreAsync(100);
        Assert.Equal(["one"], client.Answered().Keys);
        Assert.Equal([], client.Failures);
        Assert.Equal([Variant.Of(PlainServers.Identity("one"))], (await ServersAsync()).Select(server => server.Metadata.Labels[ClusterLabels.AppVersion]));

        var removed = await new ClusterDeploy(_deployer, _toys.Plan(null), null, Options).RunAsync(_ => Task.CompletedTask, Cancel);
        Assert.Empty(removed.Failures);
        Assert.Empty(await ServersAsync());
    }

    [Fact]
    public async Task Whether_images_can_be_mounted_is_asked_as_who_deploys()
    {
        var features = await ServingCluster.FeaturesAsync(_deployer, Cancel);

        Assert.Equal(await ServingCluster.FeaturesAsync(yard.Cluster, Cancel) with { ImageVolumes = features.ImageVolumes }, features);
        Assert.Null(await yard.Cluster.FindAsync(ClusterRequest.For<V1Deployment>("get", "yard-image-volume", yard.Name), (api, stop) => k8s.AppsV1OperationsExtensions.ReadNamespacedDeploymentAsync(api.AppsV1, "yard-image-volume", yard.Name, cancellationToken: stop), Cancel));
    }

    [Fact]
    public async Task What_the_cluster_refuses_is_told_and_nothing_is_changed()
    {
        using var other = await ClusterUnderTest.OpenAsync("yard-there-is-no-such-namespace");
        var place = _toys.Place with { Spec = _toys.Place.Spec with { Namespace = "yard-there-is-no-such-namespace" } };
        var failure = await Assert.ThrowsAsync<YardException>(() => new ClusterDeploy(other, _toys.Plan("a 100 one") with { Place = place }, null, Options).RunAsync(_ => Task.CompletedTask, Cancel));
        Assert.Equal(ClusterCodes.NoNamespace, failure.Diagnostics[0].Code);
    }

    [Fact]
    public async Task A_server_side_dry_run_tells_what_would_change_and_leaves_everything_as_it_is()
    {
        var changes = await new ClusterDeploy(_deployer, _toys.Plan("a 100 one", "dry"), ["dry"], Options).DryRunAsync(Cancel);
        Assert.Contains("+ Deployment dry-" + Variant.Of(PlainServers.Identity("one")), changes.Select(change => change.ToString()));
        Assert.DoesNotContain(await DeployedAsync<DestinationRule>(), rule => rule.Metadata.Name == "dry");
    }

    private DeployOptions Options => new() { Holder = "a test", Patience = TimeSpan.FromSeconds(5), Note = TestContext.Current.TestOutputHelper!.WriteLine };

    private async Task LiveAsync(string arms)
    {
        var outcome = await DeployAsync(arms);
        Assert.Empty(outcome.Failures);
    }

    private Task<DeployOutcome> DeployAsync(string arms) => new ClusterDeploy(_deployer, _toys.Plan(arms), null, Options).RunAsync(_ => Task.CompletedTask, Cancel);

    private async Task<IReadOnlyList<V1Deployment>> ServersAsync() => [.. (await DeployedAsync<V1Deployment>()).Where(server => server.Metadata.Labels[ClusterLabels.Component] == ClusterLabels.Components.Server)];

    private async Task<IEnumerable<T>> DeployedAsync<T>()
        where T : class, k8s.IKubernetesObject<V1ObjectMeta>
    {
        await using var found = await yard.Cluster.WatchAsync<T>(new ResourceScope(Labels: _toys.Place.Selector), cancellation: Cancel);
        return found.Objects.Values;
    }
}
