using k8s;
using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Clusters.Access;
using Modelyard.Diagnostics;

namespace Modelyard.Cluster.Tests.Clusters;

public sealed class AccessTests(TestNamespace place) : IClassFixture<TestNamespace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_driver_may_do_what_a_run_needs()
    {
        using var driver = await place.AsAsync(ClusterAccount.Driver);
        await driver.AskAsync(new ClusterRequest("create", "jobs.batch", "a", place.Name), (api, stop) => api.BatchV1.CreateNamespacedJobAsync(Pods.Job("a", "echo hello; exit 3"), place.Name, cancellationToken: stop), Stop);
        var owner = await driver.AskAsync(new ClusterRequest("create", "jobs.batch", "b", place.Name), (api, stop) => api.BatchV1.CreateNamespacedJobAsync(Pods.Job("b", "true"), place.Name, cancellationToken: stop), Stop);
        var patch = new V1Job { Metadata = new V1ObjectMeta { Name = "a", OwnerReferences = [new V1OwnerReference { ApiVersion = "batch/v1", Kind = "Job", Name = "b", Uid = owner.Metadata.Uid }] } };
        await driver.AskAsync(
            new ClusterRequest("patch", "jobs.batch", "a", place.Name),
            (api, stop) => api.BatchV1.PatchNamespacedJobAsync(new V1Patch(KubernetesJson.Serialize(patch), V1Patch.PatchType.MergePatch), "a", place.Name, cancellationToken: stop),
            Stop);
        await using var jobs = await driver.WatchAsync<V1Job>(new ResourceScope(), cancellation: Stop);
        var failed = await jobs.WaitAsync("a", job => job?.Status?.Conditions?.Any(condition => condition.Type == "Failed") == true, Stop);

        var reason = await JobReason.ReadAsync(driver, failed!, 5, Stop);

        Assert.Equal("container 'step' ended with exit code 3", reason!.Text);
        Assert.Equal(["hello"], reason.LastLines);
        var pods = await driver.AskAsync(new ClusterRequest("list", "pods", null, place.Name), (api, stop) => api.CoreV1.ListNamespacedPodAsync(place.Name, labelSelector: $"job-name=a", cancellationToken: stop), Stop);
        var lines = new List<string>();
        await foreach (var line in PodLogs.FollowAsync(driver, pods.Items[0].Metadata.Name, "step", Stop)) lines.Add(line.Text);
        Assert.Equal(["hello"], lines);
        await driver.AskAsync(new ClusterRequest("delete", "jobs.batch", "a", place.Name), (api, stop) => api.BatchV1.DeleteNamespacedJobAsync("a", place.Name, new V1DeleteOptions { PropagationPolicy = "Background" }, cancellationToken: stop), Stop);
        await jobs.WaitAsync("a", job => job is null, Stop);
        var blessing = await driver.AskAsync(new ClusterRequest("create", "pods", "blessing", place.Name), (api, stop) => api.CoreV1.CreateNamespacedPodAsync(Pods.Shell("blessing", "true"), place.Name, cancellationToken: stop), Stop);
        await driver.AskAsync(new ClusterRequest("delete", "pods", "blessing", place.Name), (api, stop) => api.CoreV1.DeleteNamespacedPodAsync(blessing.Metadata.Name, place.Name, cancellationToken: stop), Stop);
    }

    [Fact]
    public async Task Accounts_may_do_exactly_what_their_rules_say()
    {
        string[] verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
        string[] more = ["secrets", "pods/exec", "pods/attach", "pods/ephemeralcontainers", "serviceaccounts/token", "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io", "networkpolicies.networking.k8s.io", "persistentvolumeclaims", "nodes", "cronjobs.batch"];
        foreach (var account in new[] { ClusterAccount.Driver, ClusterAccount.Submitter, ClusterAccount.Step, ClusterAccount.Deployer })
        {
            using var cluster = await place.AsAsync(account);
            var expected = account.Rules.SelectMany(rule => rule.Verbs.Select(verb => $"{verb} {rule.Resource}")).Order(StringComparer.Ordinal);
            var may = new List<string>();
            foreach (var resource in account.Rules.Select(rule => rule.Resource).Concat(more).Distinct())
            {
                foreach (var verb in verbs)
                {
                    if (await cluster.CanAsync(verb, resource, Stop)) may.Add($"{verb} {resource}");
                }
            }

            Assert.Equal(expected, may.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task The_driver_may_not_read_secrets_nor_another_namespace()
    {
        using var driver = await place.AsAsync(ClusterAccount.Driver);

        foreach (var asked in new[] { new ClusterRequest("list", "secrets", null, place.Name), new ClusterRequest("list", "secrets", null, "default") })
        {
            var failed = await Assert.ThrowsAsync<YardException>(() => driver.AskAsync(asked, (api, stop) => api.CoreV1.ListNamespacedSecretAsync(asked.Namespace, cancellationToken: stop), Stop));
            Assert.Equal($"'system:serviceaccount:{place.Name}:yard-driver' may not list secrets in namespace '{asked.Namespace}'", failed.Diagnostics[0].Message);
        }
    }

    [Fact]
    public async Task A_steps_pod_has_no_token()
    {
        using var _ = await place.AsAsync(ClusterAccount.Step);
        await place.CreateAsync(Pods.Shell("tokenless", "ls /var/run/secrets/kubernetes.io/serviceaccount 2>&1 || echo none", spec => spec.ServiceAccountName = ClusterAccount.Step.Name));

        var lines = new List<string>();
        await foreach (var line in PodLogs.FollowAsync(place.Cluster, "tokenless", "step", Stop)) lines.Add(line.Text);

        Assert.Equal("none", lines[^1]);
    }

    [Fact]
    public async Task What_creating_jobs_would_grant_in_a_namespace_is_told()
    {
        var other = new TestNamespace();
        await using var _ = other;
        await other.InitializeAsync();
        using var driver = await other.AsAsync(ClusterAccount.Driver);
        Assert.True((await NamespaceExposure.ReadAsync(other.Cluster, Stop)).IsNone);

        using var deployer = await other.AsAsync(ClusterAccount.Deployer);
        await other.Cluster.ApplyAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = "cloud" }, StringData = new Dictionary<string, string> { ["key"] = "x" } }, cancellation: Stop);
        var exposure = await NamespaceExposure.ReadAsync(other.Cluster, Stop);

        Assert.Equal(["yard-deployer (RoleBinding 'yard-deployer')"], exposure.Accounts);
        Assert.Equal(["cloud"], exposure.Secrets);
    }
}
