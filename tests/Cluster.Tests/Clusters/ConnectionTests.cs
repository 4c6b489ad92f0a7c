using k8s;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Clusters.Access;
using Modelyard.Diagnostics;

namespace Modelyard.Cluster.Tests.Clusters;

public sealed class ConnectionTests(TestNamespace place) : IClassFixture<TestNamespace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_server_is_1_26_or_newer()
    {
        var parts = place.Cluster.ServerVersion.TrimStart('v').Split('.');
        Assert.True(int.Parse(parts[0]) == 1 && int.Parse(parts[1]) >= 26, place.Cluster.ServerVersion);
    }

    [Fact]
    public async Task A_token_that_is_none_is_refused()
    {
        using var kubeconfig = OtherKubeconfig.WithToken("not-a-token");

        var failed = await Assert.ThrowsAsync<YardException>(() => ClusterConnection.OpenAsync(null, place.Name, ClusterUnderTest.Options(kubeconfig.Path), Stop));

        Assert.Equal("error YARD8507: get /version: the credentials are not accepted: Unauthorized", failed.Message);
    }

    [Fact]
    public async Task What_is_forbidden_is_told_with_the_role_that_is_missing()
    {
        using var cluster = await place.AsAsync(ClusterAccount.Step);

        var failed = await Assert.ThrowsAsync<YardException>(() => cluster.AskAsync(new ClusterRequest("list", "jobs.batch", null, place.Name), (api, stop) => api.BatchV1.ListNamespacedJobAsync(place.Name, cancellationToken: stop), Stop));

        Assert.Equal(
            $"error YARD8508: 'system:serviceaccount:{place.Name}:yard-step' may not list jobs.batch in namespace '{place.Name}' → kubectl create role yard --verb=list --resource=jobs.batch -n {place.Name}; kubectl create rolebinding yard --role=yard --serviceaccount={place.Name}:yard-step -n {place.Name}",
            failed.Message);
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        Assert.Equal(
            $"error YARD8510: get jobs.batch 'none' in namespace '{place.Name}': there is no jobs.batch 'none'",
            await FailureAsync(new ClusterRequest("get", "jobs.batch", "none", place.Name), (api, stop) => api.BatchV1.ReadNamespacedJobAsync("none", place.Name, cancellationToken: stop)));
        Assert.Equal(
            "error YARD8511: create jobs.batch 'a' in namespace 'yard-none': there is no namespace 'yard-none' → kubectl create namespace yard-none",
            await FailureAsync(new ClusterRequest("create", "jobs.batch", "a", "yard-none"), (api, stop) => api.BatchV1.CreateNamespacedJobAsync(Pods.Job("a", "true"), "yard-none", cancellationToken: stop)));
        Assert.Equal(
            $"error YARD8509: list nothings.example.org in namespace '{place.Name}': the cluster does not know nothings.example.org",
            await FailureAsync(new ClusterRequest("list", "nothings.example.org", null, place.Name), (api, stop) => api.CustomObjects.ListNamespacedCustomObjectAsync("example.org", "v1", place.Name, "nothings", cancellationToken: stop)));
    }

    [Fact]
    public async Task Every_field_that_is_invalid_is_told()
    {
        var job = Pods.Job("a", "true", spec => spec.Parallelism = -1);
        job.Spec.Template.Spec.Containers[0].Image = null;

        Assert.Equal(
            $"error YARD8518: create jobs.batch 'a' in namespace '{place.Name}': spec.parallelism: Invalid value: -1: must be greater than or equal to 0; spec.template.spec.containers[0].image: Required value",
            await FailureAsync(new ClusterRequest("create", "jobs.batch", "a", place.Name), (api, stop) => api.BatchV1.CreateNamespacedJobAsync(job, place.Name, cancellationToken: stop)));
    }

    private async Task<string> FailureAsync<T>(ClusterRequest asked, Func<IKubernetes, CancellationToken, Task<T>> ask) =>
        (await Assert.ThrowsAsync<YardException>(() => place.Cluster.AskAsync(asked, ask, Stop))).Message;
}
