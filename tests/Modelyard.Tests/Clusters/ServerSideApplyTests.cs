using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Clusters;

public sealed class ServerSideApplyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_applied_twice_is_changed_once()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();

        var first = await cluster.ApplyAsync(Some.Map("a", "1"), cancellation: Stop);
        var second = await cluster.ApplyAsync(Some.Map("a", "1"), cancellation: Stop);
        var third = await cluster.ApplyAsync(Some.Map("a", "2"), cancellation: Stop);

        Assert.Equal((first.Metadata.ResourceVersion, "2"), (second.Metadata.ResourceVersion, third.Data["value"]));
        Assert.NotEqual(first.Metadata.ResourceVersion, third.Metadata.ResourceVersion);
        Assert.Equal("modelyard", server.Requests[^1].Query["fieldManager"]);
        Assert.Equal("false", server.Requests[^1].Query["force"]);
    }

    [Fact]
    public async Task What_is_no_longer_said_goes_and_what_others_said_stays()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();
        await cluster.ApplyAsync(With(("a", "1"), ("b", "1")), cancellation: Stop);
        await AsOtherAsync(cluster, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"c":"1"}}""");

        var after = await cluster.ApplyAsync(With(("a", "1")), cancellation: Stop);

        Assert.Equal(["a", "c"], after.Data.Keys.Order());
    }

    [Fact]
    public async Task Fields_of_others_are_refused_by_owner_and_taken_by_force_only()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();
        await AsOtherAsync(cluster, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"a":"theirs","b":"theirs"}}""");

        Assert.Equal(
            "YARD8517: patch configmaps 'x' in namespace 'yard': 'somebody' owns .data.a, .data.b",
            Failures.Text(await Assert.ThrowsAsync<YardException>(() => cluster.ApplyAsync(With(("a", "ours"), ("b", "ours")), cancellation: Stop))));
        Assert.Equal("theirs", server.Objects.Get<V1ConfigMap>("x")!.Data["a"]);
        Assert.Equal("ours", (await cluster.ApplyAsync(With(("a", "ours")), new ApplyOptions(Force: true), Stop)).Data["a"]);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_changes_nothing()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();

        Assert.Equal("1", (await cluster.ApplyAsync(Some.Map("a", "1"), new ApplyOptions(DryRun: true), Stop)).Data["value"]);
        Assert.Null(server.Objects.Get<V1ConfigMap>("a"));
    }

    [Fact]
    public async Task A_record_of_ours_is_applied_as_any_kind_and_one_that_is_not_installed_is_told()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();
        var rule = new Rule { Metadata = new V1ObjectMeta { Name = "a" }, Spec = new RuleSpec { Host = "item-photo" } };

        Assert.Equal(
            "YARD8509: patch destinationrules.networking.istio.io 'a' in namespace 'yard': the cluster does not know destinationrules.networking.istio.io: Istio is not installed",
            Failures.Text(await Assert.ThrowsAsync<YardException>(() => cluster.ApplyAsync(rule, cancellation: Stop))));
        server.Objects.Kinds.Add("networking.istio.io/v1beta1/destinationrules");

        var applied = await cluster.ApplyAsync(rule, cancellation: Stop);

        Assert.Equal(("item-photo", "networking.istio.io/v1beta1", "DestinationRule"), (applied.Spec!.Host, applied.ApiVersion, applied.Kind));
    }

    private static V1ConfigMap With(params (string Key, string Value)[] data) => new() { Metadata = new V1ObjectMeta { Name = "x" }, Data = data.ToDictionary(pair => pair.Key, pair => pair.Value) };

    private static Task AsOtherAsync(ClusterConnection cluster, string document) =>
        cluster.AskAsync(
            new ClusterRequest("patch", "configmaps", "x", "yard"),
            (api, stop) => api.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch(document, V1Patch.PatchType.ApplyPatch), "x", "yard", fieldManager: "somebody", force: true, cancellationToken: stop),
            Stop);

    [KubernetesEntity(Group = "networking.istio.io", ApiVersion = "v1beta1", Kind = "DestinationRule", PluralName = "destinationrules")]
    private sealed record Rule : IKubernetesObject<V1ObjectMeta>
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public V1ObjectMeta Metadata { get; set; } = new();

        public RuleSpec? Spec { get; init; }
    }

    private sealed record RuleSpec
    {
        public required string Host { get; init; }
    }
}
