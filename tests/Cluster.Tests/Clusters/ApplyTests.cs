using k8s;
using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Diagnostics;

namespace Modelyard.Cluster.Tests.Clusters;

public sealed class ApplyTests(TestNamespace place) : IClassFixture<TestNamespace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deployment_that_is_applied_twice_keeps_its_generation_and_what_we_own()
    {
        var first = await place.Cluster.ApplyAsync(Deployment("twice", 0), cancellation: Stop);
        var second = await place.Cluster.ApplyAsync(Deployment("twice", 0), cancellation: Stop);

        Assert.Equal(first.Metadata.Generation, second.Metadata.Generation);
        Assert.Equal(Managed(first), Managed(second));
        var map = new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "twice" }, Data = new Dictionary<string, string> { ["a"] = "1" } };
        Assert.Equal((await place.Cluster.ApplyAsync(map, cancellation: Stop)).Metadata.ResourceVersion, (await place.Cluster.ApplyAsync(map, cancellation: Stop)).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Fields_of_others_are_refused_by_owner_and_path()
    {
        await place.Cluster.ApplyAsync(Deployment("shared", 0), cancellation: Stop);
        await place.Cluster.AskAsync(
            new ClusterRequest("patch", "deployments.apps", "shared", place.Name),
            (api, stop) => api.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch("""{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":0,"paused":true}}""", V1Patch.PatchType.ApplyPatch), "shared", place.Name, fieldManager: "ann", force: true, cancellationToken: stop),
            Stop);

        var changed = Deployment("shared", 1);
        changed.Spec.Paused = false;
        var failed = await Assert.ThrowsAsync<YardException>(() => place.Cluster.ApplyAsync(changed, cancellation: Stop));

        Assert.Equal($"error YARD8517: patch deployments.apps 'shared' in namespace '{place.Name}': 'ann' owns .spec.paused, .spec.replicas", failed.Message);
    }

    [Fact]
    public async Task A_dry_run_gives_the_servers_object_and_makes_none()
    {
        var would = await place.Cluster.ApplyAsync(Deployment("dry", 1), new ApplyOptions(DryRun: true), Stop);

        Assert.Equal("RollingUpdate", would.Spec.Strategy.Type);
        Assert.Null(await place.Cluster.FindAsync(new ClusterRequest("get", "deployments.apps", "dry", place.Name), (api, stop) => api.AppsV1.ReadNamespacedDeploymentAsync("dry", place.Name, cancellationToken: stop), Stop));
    }

    private static string Managed(V1Deployment applied) =>
        KubernetesJson.Serialize(applied.Metadata.ManagedFields.Single(field => field.Manager == ServerSideApply.FieldManager).FieldsV1);

    private static V1Deployment Deployment(string name, int replicas)
    {
        var labels = new Dictionary<string, string> { [ClusterLabels.Instance] = name };
        return new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name, Labels = labels },
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = new V1PodSpec { Containers = [new V1Container { Name = "server", Image = ClusterUnderTest.Busybox }] } },
            },
        };
    }
}
