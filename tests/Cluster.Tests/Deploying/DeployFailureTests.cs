using k8s;
using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Clusters.Access;
using Modelyard.Diagnostics;
using Modelyard.Releases.Deploying;
using Modelyard.Specs;
using Modelyard.Traffic;

namespace Modelyard.Cluster.Tests.Deploying;

/// <summary>What keeps a deploy to a real cluster from being live: a code each, which says what to do.</summary>
public sealed class DeployFailureTests : IAsyncLifetime
{
    private readonly TestNamespace _yard = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DeployOptions Options => new() { Holder = "a test", Patience = TimeSpan.FromSeconds(5), Note = TestContext.Current.TestOutputHelper!.WriteLine };

    public ValueTask InitializeAsync() => _yard.InitializeAsync();

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    [Fact]
    public async Task A_quota_that_is_used_up()
    {
        var toys = new ToyPlans(_yard.Name);
        await DeployAsync(toys, null); // the gateway's pod takes what there is
        await _yard.Cluster.ApplyAsync(new V1ResourceQuota { Metadata = new V1ObjectMeta { Name = "pods" }, Spec = new V1ResourceQuotaSpec { Hard = new Dictionary<string, ResourceQuantity> { ["pods"] = new("1") } } }, cancellation: Cancel);
        await using var quotas = await _yard.Cluster.WatchAsync<V1ResourceQuota>(ResourceScope.Named("pods"), cancellation: Cancel);
        await quotas.WaitAsync("pods", quota => quota?.Status?.Used?.ContainsKey("pods") == true, Cancel);

        var outcome = await DeployAsync(toys, "a 100 one");

        Assert.Equal(
            $"error YARD5505: {_yard.Name}/toy-{Variant.Of(PlainServers.Identity("one"))}: YARD8512 create pods in namespace '{_yard.Name}': quota 'pods' is used up: pods=1 used of pods=1, pods=1 more asked for",
            Assert.Single(outcome.Failures).ToString());
    }

    [Fact]
    public async Task A_claim_that_is_not_bound()
    {
        var claim = new V1PersistentVolumeClaim
        {
            Metadata = new V1ObjectMeta { Name = "weights" },
            Spec = new V1PersistentVolumeClaimSpec { AccessModes = ["ReadWriteMany"], StorageClassName = "yard-none", Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") } } },
        };
        await _yard.Cluster.ApplyAsync(claim, cancellation: Cancel);

        var outcome = await DeployAsync(new ToyPlans(_yard.Name) { Packaging = Packaging.Volume }, "a 100 one");

        var failure = Assert.Single(outcome.Failures);
        Assert.Equal(DeployCodes.RolloutStalled, failure.Code);
        Assert.Contains("YARD8534 pod 'toy-", failure.Message, StringComparison.Ordinal);
        Assert.Contains("waits for its claim 'weights': ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_that_somebody_else_manages()
    {
        var toys = new ToyPlans(_yard.Name);
        Assert.Empty((await DeployAsync(toys, "a 100 one")).Failures);
        var name = $"toy-{Variant.Of(PlainServers.Identity("one"))}";
        var patch = new V1Patch("""{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":2}}""", V1Patch.PatchType.ApplyPatch);
        await _yard.Cluster.AskAsync(
            ClusterRequest.For<V1Deployment>("patch", name, _yard.Name),
            (api, stop) => api.AppsV1.PatchNamespacedDeploymentAsync(patch, name, _yard.Name, fieldManager: "ann", force: true, cancellationToken: stop),
            Cancel);

        var outcome = await DeployAsync(toys, "a 100 one");

        Assert.Equal($"error YARD8517: patch deployments.apps '{name}' in namespace '{_yard.Name}': 'ann' owns .spec.replicas", Assert.Single(outcome.Failures).ToString());
    }

    [Fact]
    public async Task An_account_that_may_not()
    {
        var toys = new ToyPlans(_yard.Name);
        await toys.PushAsync(Cancel);
        using var step = await _yard.AsAsync(ClusterAccount.Step);

        var failed = await Assert.ThrowsAsync<YardException>(() => new ClusterDeploy(step, toys.Plan("a 100 one"), null, Options).RunAsync(_ => Task.CompletedTask, Cancel));

        Assert.StartsWith(
            $"error YARD8508: 'system:serviceaccount:{_yard.Name}:yard-step' may not list leases.coordination.k8s.io in namespace '{_yard.Name}' → kubectl create role yard --verb=list --resource=leases.coordination.k8s.io -n {_yard.Name}; ",
            failed.Message);
    }

    private async Task<DeployOutcome> DeployAsync(ToyPlans toys, string? arms)
    {
        if (toys.Image.Length == 0) await toys.PushAsync(Cancel);
        using var deployer = await _yard.AsAsync(ClusterAccount.Deployer);
        return await new ClusterDeploy(deployer, toys.Plan(arms), null, Options).RunAsync(_ => Task.CompletedTask, Cancel);
    }
}
