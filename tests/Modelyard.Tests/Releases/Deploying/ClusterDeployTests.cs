using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Tests.Shared;
using Modelyard.Traffic.Mesh;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>What a deploy asks of a cluster, and in which order.</summary>
public sealed class ClusterDeployTests
{
    private static readonly string One = DeployStage.Variant("one");
    private static readonly string Two = DeployStage.Variant("two");

    [Fact]
    public async Task What_answers_is_there_before_anything_leads_to_it()
    {
        await using var stage = await DeployStage.StartAsync();
        var outcome = await stage.RunAsync(stage.Plan("item-photo: a 100 one"));
        Assert.Empty(outcome.Failures);
        Assert.Empty(stage.Warnings);
        var settings = stage.Writes().Single(write => write.StartsWith($"patch configmaps item-photo-{One}-", StringComparison.Ordinal));
        Assert.Equal(
            [
                "patch configmaps yard-gateway",
                "patch serviceaccounts yard-gateway", "patch services yard-gateway", "patch deployments.apps yard-gateway", "patch poddisruptionbudgets.policy yard-gateway", "patch podmonitors.monitoring.coreos.com yard-gateway",
                "patch serviceaccounts item-photo", "patch services item-photo", settings, $"patch deployments.apps item-photo-{One}", $"patch poddisruptionbudgets.policy item-photo-{One}", "patch podmonitors.monitoring.coreos.com item-photo",
                "patch destinationrules.networking.istio.io item-photo",
                "patch virtualservices.networking.istio.io item-photo",
                "patch configmaps yard-gateway",
                "patch virtualservices.networking.istio.io item-photo",
                "patch destinationrules.networking.istio.io item-photo",
            ],
            stage.Writes());
    }

    [Fact]
    public async Task A_second_deploy_changes_nothing_not_even_a_resource_version()
    {
        await using var stage = await DeployStage.StartAsync();
        var plan = stage.Plan("item-photo: a 90 one, b 10 two", "prices: a 100 three");
        await stage.RunAsync(plan);
        var before = await VersionsAsync(stage);
        var outcome = await stage.RunAsync(plan);
        Assert.Empty(outcome.Changes);
        Assert.Empty(outcome.Failures);
        Assert.Equal(before, await VersionsAsync(stage));
    }

    [Fact]
    public async Task A_version_leaves_in_the_reverse_order_of_its_coming()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.Plan("item-photo: a 100 one"));
        var asked = stage.Cluster.Requests.Count;
        var outcome = await stage.RunAsync(stage.Plan("item-photo: a 100 two"));
        Assert.Equal(
            [
                $"+ ConfigMap item-photo-{Two}-*", $"+ Deployment item-photo-{Two}", $"+ PodDisruptionBudget item-photo-{Two}",
                "~ DestinationRule item-photo", "~ VirtualService item-photo", "~ ConfigMap yard-gateway", "~ VirtualService item-photo", "~ DestinationRule item-photo",
                $"- PodDisruptionBudget item-photo-{One}", $"- Deployment item-photo-{One}", $"- ConfigMap item-photo-{One}-*",
            ],
            outcome.Changes.Select(change => Shape(change)));
        var both = outcome.Changes.First(change => change.Kind == "DestinationRule").Fields;
        Assert.Contains(both, field => field.StartsWith($"spec.subsets[{Two}]: nothing → ", StringComparison.Ordinal)); // beside the one that leaves
        Assert.Single(both);
        Assert.Null(stage.Cluster.Objects.Get<V1Deployment>($"item-photo-{One}"));
        Assert.Equal([Two], stage.Cluster.Objects.Get<DestinationRule>("item-photo")!.Spec.Subsets.Select(subset => subset.Name));
        Assert.Contains(stage.Cluster.Requests.Skip(asked), request => request.Path.Contains($"/pods/yard-gateway:8080/proxy/v1/table/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_that_does_not_start_leaves_the_old_one_answering()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.Plan("item-photo: a 100 one", "prices: a 100 three"));
        stage.Pods = deployment => deployment.Metadata.Name == $"item-photo-{Two}" ? NoImage() : null;
        var outcome = await stage.RunAsync(stage.Plan("item-photo: a 100 two", "prices: a 100 four"));
        Assert.Equal(
            $"error YARD5505: yard/item-photo-{Two}: YARD8530 image {Image("item-photo", "two")} cannot be pulled: not found",
            Assert.Single(outcome.Failures).ToString());
        Assert.Equal([One], stage.Cluster.Objects.Get<DestinationRule>("item-photo")!.Spec.Subsets.Select(subset => subset.Name));
        Assert.NotNull(stage.Cluster.Objects.Get<V1Deployment>($"item-photo-{One}"));
        Assert.Equal("one", outcome.Live.Routes.Single(route => route.Model == "item-photo").Arms[0].Version);
        Assert.Equal("four", outcome.Live.Routes.Single(route => route.Model == "prices").Arms[0].Version); // the others go on
    }

    [Fact]
    public async Task What_git_no_longer_has_is_pruned_and_nobody_elses()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.Plan("item-photo: a 100 one", "prices: a 100 three"));
        foreach (var (name, environment, repository) in new[] { ("theirs", "dev", "other_models"), ("later", "production", "team_models") })
        {
            stage.Cluster.Objects.Put(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name, Labels = ClusterLabels.Of("prices", "server", (ClusterLabels.Model, "prices"), (ClusterLabels.Environment, environment), (ClusterLabels.Repository, repository)) } });
        }

        var outcome = await stage.RunAsync(stage.Plan("item-photo: a 100 one"), "item-photo");
        Assert.Empty(outcome.Changes); // the other model was not asked for
        outcome = await stage.RunAsync(stage.Plan("item-photo: a 100 one"));
        var three = DeployStage.Variant("three");
        Assert.Equal(
            [
                "~ ConfigMap yard-gateway", "- VirtualService prices", "- DestinationRule prices", "- PodMonitor prices", $"- PodDisruptionBudget prices-{three}",
                $"- Deployment prices-{three}", $"- ConfigMap prices-{three}-*", "- Service prices", "- ServiceAccount prices",
            ],
            outcome.Changes.Select(change => Shape(change)));
        Assert.NotNull(stage.Cluster.Objects.Get<V1ConfigMap>("theirs"));
        Assert.NotNull(stage.Cluster.Objects.Get<V1ConfigMap>("later"));
    }

    [Fact]
    public async Task Nothing_is_changed_where_one_kind_cannot_be_listed()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.Plan("item-photo: a 100 one", "prices: a 100 three"));
        var before = await VersionsAsync(stage);
        stage.Cluster.May = (resource, verb) => !(resource == "horizontalpodautoscalers.autoscaling" && verb == "list");
        var failure = await Assert.ThrowsAsync<YardException>(() => stage.RunAsync(stage.Plan("item-photo: a 100 two")));
        Assert.Equal(ClusterCodes.Forbidden, failure.Diagnostics[0].Code);
        Assert.Contains("list horizontalpodautoscalers.autoscaling", failure.Message, StringComparison.Ordinal);
        stage.Cluster.May = null;
        Assert.Equal(before, await VersionsAsync(stage));
    }

    [Fact]
    public async Task Objects_of_others_are_never_taken_over()
    {
        await using var stage = await DeployStage.StartAsync();
        stage.Cluster.Objects.Put(new V1Service { Metadata = new V1ObjectMeta { Name = "prices" }, Spec = new V1ServiceSpec() });
        stage.Cluster.Objects.Put(new V1Service { Metadata = new V1ObjectMeta { Name = "item-photo", Labels = ClusterLabels.Of("item-photo", "server", (ClusterLabels.Environment, "dev"), (ClusterLabels.Repository, "other_models")) }, Spec = new V1ServiceSpec() });
        var failure = await Assert.ThrowsAsync<YardException>(() => stage.RunAsync(stage.Plan("item-photo: a 100 one", "prices: a 100 three")));
        Assert.Equal(
            [
                "error YARD5507: Service 'item-photo' in namespace 'yard' is of environment 'dev' of repository 'other_models'; expected one of environment 'dev' of repository 'team_models'",
                "error YARD5507: Service 'prices' in namespace 'yard' is not one that `yard deploy` made; expected one of environment 'dev' of repository 'team_models'",
            ],
            failure.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        Assert.Empty(stage.Writes());
    }

    [Fact]
    public async Task Without_Istio_nothing_is_changed()
    {
        await using var stage = await DeployStage.StartAsync();
        stage.Cluster.Objects.Kinds.ExceptWith(DeployStage.MeshKinds);
        var failure = await Assert.ThrowsAsync<YardException>(() => stage.RunAsync(stage.Plan("item-photo: a 100 one")));
        Assert.Equal("YARD5508: context 'test' does not know destinationrules.networking.istio.io (v1beta1)", Failures.Text(failure));
        Assert.Empty(stage.Writes());
    }

    [Fact]
    public async Task Without_the_Prometheus_operator_models_are_deployed_and_a_warning_says_what_is_missing()
    {
        await using var stage = await DeployStage.StartAsync(monitors: false);
        var outcome = await stage.RunAsync(stage.Plan("item-photo: a 100 one"));
        Assert.Empty(outcome.Failures);
        Assert.Equal(["warning YARD5509: context 'test' does not know podmonitors.monitoring.coreos.com"], stage.Warnings.Select(warning => warning.ToString()));
        Assert.DoesNotContain(outcome.Changes, change => change.Kind == "PodMonitor");
        Assert.Contains(outcome.Changes, change => change.Kind == "VirtualService");
    }

    [Fact]
    public async Task A_dry_run_tells_each_field_that_would_change_and_changes_none()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.Plan("item-photo: a 90 one, b 10 two"));
        var asked = stage.Cluster.Requests.Count;
        var changes = await stage.Deploy(stage.Plan("item-photo: a 80 one, b 20 two")).DryRunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["~ VirtualService item-photo", "~ ConfigMap yard-gateway"], changes.Select(change => change.ToString()));
        Assert.Equal(["spec.http[weights].route[0].weight: 10 → 20", "spec.http[weights].route[1].weight: 90 → 80"], changes[0].Fields);
        Assert.Equal(["data.table.json, line 10: \"weight\": 90 → \"weight\": 80", "data.table.json, line 16: \"weight\": 10 → \"weight\": 20"], changes[1].Fields);
        Assert.All(stage.Cluster.Requests.Skip(asked).Where(request => request.Verb == "patch"), request => Assert.Equal("All", request.Query["dryRun"]));
    }

    [Fact]
    public async Task Two_that_deploy_at_once_do_so_one_after_the_other()
    {
        await using var stage = await DeployStage.StartAsync();
        await using var held = await ClusterLease.AcquireAsync(stage.Connection, "yard-deploy", "somebody", new LeaseOptions { Duration = TimeSpan.FromSeconds(3) }, cancellation: TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<YardException>(() => stage.RunAsync(stage.Plan("item-photo: a 100 one")));
        Assert.Equal(ClusterCodes.LeaseHeld, failure.Diagnostics[0].Code);
        Assert.Empty(stage.Writes());
    }

    private static V1PodStatus NoImage() => new()
    {
        Phase = "Pending",
        ContainerStatuses = [new V1ContainerStatus { Name = "server", Image = Image("item-photo", "two"), State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ErrImagePull", Message = "not found" } } }],
    };

    private static string Image(string model, string version) => $"registry.example/{model}@{ExampleDeployment.Identity($"image of {version}")}";

    // A ConfigMap's name ends in digits of its content.
    private static string Shape(ObjectChange change) => change.Kind == "ConfigMap" && change.Name != GatewayManifests.Name ? change.ToString()[..^8] + "*" : change.ToString();

    private static async Task<IReadOnlyList<string>> VersionsAsync(DeployStage stage)
    {
        var versions = new List<string>();
        foreach (var kind in DeployedKind.All)
        {
            versions.AddRange((await kind.ListAsync(stage.Connection, TestContext.Current.CancellationToken)).Select(item => $"{item.Kind} {item.Metadata.Name} {item.Metadata.ResourceVersion}"));
        }

        return versions;
    }
}
