using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Clusters;

public sealed class ClusterFailureTests
{
    private const string Asked = "create jobs.batch 'a' in namespace 'yard'";

    public static TheoryData<int, string, string, string> Said => new()
    {
        {
            403, "Forbidden", "jobs.batch is forbidden: User \"ann@example.org\" cannot create resource \"jobs\" in API group \"batch\" in the namespace \"yard\"",
            $"YARD8508: 'ann@example.org' may not {Asked} → kubectl create role yard --verb=create --resource=jobs.batch -n yard; kubectl create rolebinding yard --role=yard --user=ann@example.org -n yard"
        },
        {
            403, "Forbidden", "jobs.batch is forbidden: User \"system:serviceaccount:ci:deployer\" cannot create resource \"jobs\" in API group \"batch\" in the namespace \"yard\"",
            $"YARD8508: 'system:serviceaccount:ci:deployer' may not {Asked} → kubectl create role yard --verb=create --resource=jobs.batch -n yard; kubectl create rolebinding yard --role=yard --serviceaccount=ci:deployer -n yard"
        },
        {
            403, "Forbidden", "pods \"a\" is forbidden: exceeded quota: compute, requested: requests.cpu=2,requests.memory=1Gi, used: requests.cpu=3,requests.memory=2Gi, limited: requests.cpu=4,requests.memory=2Gi",
            $"YARD8512: {Asked}: quota 'compute' is used up: requests.cpu=3,requests.memory=2Gi used of requests.cpu=4,requests.memory=2Gi, requests.cpu=2,requests.memory=1Gi more asked for"
        },
        {
            403, "Forbidden", "pods \"a\" is forbidden: failed quota: compute: must specify limits.memory for: step; requests.memory for: step",
            $"YARD8512: {Asked}: quota 'compute' wants every container to say its limits.memory for: step; requests.memory for: step"
        },
        {
            403, "Forbidden", "pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false",
            $"YARD8513: {Asked}: pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false"
        },
        {
            403, "Forbidden", "pods \"a\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi",
            $"YARD8513: {Asked}: pods \"a\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi"
        },
        {
            400, "BadRequest", "admission webhook \"validate.kyverno.svc\" denied the request: images must come from registry.example",
            $"YARD8513: {Asked}: admission webhook \"validate.kyverno.svc\" denied the request: images must come from registry.example"
        },
        {
            500, "InternalError", "Internal error occurred: failed calling webhook \"validation.istio.io\": failed to call webhook: Post \"https://istiod.istio-system.svc:443/validate\": context deadline exceeded",
            $"YARD8514: {Asked}: Internal error occurred: failed calling webhook \"validation.istio.io\": failed to call webhook: Post \"https://istiod.istio-system.svc:443/validate\": context deadline exceeded"
        },
        { 401, "Unauthorized", "Unauthorized", $"YARD8507: {Asked}: the credentials are not accepted: Unauthorized" },
        { 409, "AlreadyExists", "jobs.batch \"a\" already exists", $"YARD8515: {Asked}: jobs.batch 'a' exists already" },
        {
            409, "Conflict", "Operation cannot be fulfilled on jobs.batch \"a\": the object has been modified; please apply your changes to the latest version and try again",
            $"YARD8516: {Asked}: Operation cannot be fulfilled on jobs.batch \"a\": the object has been modified; please apply your changes to the latest version and try again"
        },
        { 410, "Expired", "too old resource version: 5 (9)", $"YARD8521: {Asked}: too old resource version: 5 (9)" },
        { 400, "BadRequest", "Job in version \"v1\" cannot be handled as a Job: strict decoding error: unknown field \"spec.foo\"", $"YARD8518: {Asked}: Job in version \"v1\" cannot be handled as a Job: strict decoding error: unknown field \"spec.foo\"" },
        { 500, "InternalError", "etcdserver: request timed out", $"YARD8520: {Asked}: the cluster answers 500: etcdserver: request timed out" },
        { 413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728", $"YARD8522: {Asked}: the cluster answers 413: Request entity too large: limit is 3145728" },
    };

    [Theory]
    [MemberData(nameof(Said))]
    public async Task What_the_server_says_becomes_what_to_do(int code, string reason, string message, string expected) =>
        Assert.Equal(expected, await FailureAsync(Faults.Answer(code, reason, message)));

    [Fact]
    public async Task Every_field_that_is_invalid_is_told() =>
        Assert.Equal(
            $"YARD8518: {Asked}: spec.parallelism: must be greater than or equal to 0; spec.template.spec.containers[0].image: Required value",
            await FailureAsync(Faults.Answer(422, "Invalid", "Job.batch \"a\" is invalid: [ … ]", Causes(
                ("FieldValueInvalid", "spec.parallelism", "must be greater than or equal to 0"),
                ("FieldValueRequired", "spec.template.spec.containers[0].image", "Required value")))));

    [Fact]
    public async Task Fields_of_others_are_told_by_owner() =>
        Assert.Equal(
            $"YARD8517: {Asked}: 'kube-controller-manager' owns .spec.paused; 'kubectl-edit' owns .spec.replicas, .spec.template",
            await FailureAsync(Faults.Answer(409, "Conflict", "Apply failed with 3 conflicts", Causes(
                ("FieldManagerConflict", ".spec.template", "conflict with \"kubectl-edit\" using apps/v1"),
                ("FieldManagerConflict", ".spec.replicas", "conflict with \"kubectl-edit\" using apps/v1"),
                ("FieldManagerConflict", ".spec.paused", "conflict with \"kube-controller-manager\" using apps/v1")))));

    [Fact]
    public async Task A_namespace_that_goes_away_is_told() =>
        Assert.Equal(
            $"YARD8511: {Asked}: the namespace is being deleted → wait until it is gone, then make it anew",
            await FailureAsync(Faults.Answer(403, "Forbidden", "jobs.batch \"a\" is forbidden: unable to create new content in namespace yard because it is being terminated", Causes(("NamespaceTerminating", "metadata.namespace", "namespace yard is being terminated")))));

    [Fact]
    public async Task A_proxys_page_is_told_as_it_is() =>
        Assert.Equal($"YARD8522: {Asked}: the cluster answers 302: <html> moved", await FailureAsync(Faults.Text(302, "<html>\nmoved")));

    [Fact]
    public async Task Kinds_objects_and_namespaces_that_are_not_there_are_told_apart()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();

        Assert.Equal(
            "YARD8509: get virtualservices.networking.istio.io 'a' in namespace 'yard': the cluster does not know virtualservices.networking.istio.io: Istio is not installed → istioctl install, or `pulumi up` in infra/",
            await FailureAsync(cluster, new ClusterRequest("get", "virtualservices.networking.istio.io", "a", "yard"), (api, stop) => api.CustomObjects.GetNamespacedCustomObjectAsync("networking.istio.io", "v1beta1", "yard", "virtualservices", "a", stop)));
        Assert.Equal(
            "YARD8509: list podmonitors.monitoring.coreos.com in namespace 'yard': the cluster does not know podmonitors.monitoring.coreos.com: the Prometheus operator is not installed → install kube-prometheus-stack, or `pulumi up` in infra/",
            await FailureAsync(cluster, new ClusterRequest("list", "podmonitors.monitoring.coreos.com", null, "yard"), (api, stop) => api.CustomObjects.ListNamespacedCustomObjectAsync("monitoring.coreos.com", "v1", "yard", "podmonitors", cancellationToken: stop)));
        Assert.Equal(
            "YARD8510: get jobs.batch 'a' in namespace 'yard': there is no jobs.batch 'a'",
            await FailureAsync(cluster, new ClusterRequest("get", "jobs.batch", "a", "yard"), (api, stop) => api.BatchV1.ReadNamespacedJobAsync("a", "yard", cancellationToken: stop)));
        Assert.Equal(
            "YARD8511: create jobs.batch 'a' in namespace 'other': there is no namespace 'other' → kubectl create namespace other",
            await FailureAsync(cluster, new ClusterRequest("create", "jobs.batch", "a", "other"), (api, stop) => api.BatchV1.CreateNamespacedJobAsync(Some.Job("a"), "other", cancellationToken: stop)));
        Assert.Null(await cluster.FindAsync(new ClusterRequest("get", "jobs.batch", "a", "yard"), (api, stop) => api.BatchV1.ReadNamespacedJobAsync("a", "yard", cancellationToken: stop), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says()
    {
        await using var server = await TestCluster.StartAsync();
        var time = new HastyTime();
        using var cluster = await server.OpenAsync(new ClusterOptions { Time = time });
        server.Instead = Faults.First(2, asked => asked.Verb == "create", Faults.Answer(429, "TooManyRequests", "too many requests", null, ("Retry-After", "3")));

        var made = await CreateAsync(cluster);

        Assert.Equal(("a", 3, 2), (made.Metadata.Name, server.Count("create", "jobs.batch"), time.Waits.Count(wait => wait == TimeSpan.FromSeconds(3))));
    }

    [Fact]
    public async Task A_busy_server_is_given_up_in_the_end()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(new ClusterOptions { Time = new HastyTime(), Retries = 2 });
        server.Instead = Faults.Always(asked => asked.Verb == "create", Faults.Answer(429, "TooManyRequests", "too many requests"));

        Assert.Equal($"YARD8519: {Asked}: too many requests: too many requests", Failures.Text(await Assert.ThrowsAsync<YardException>(() => CreateAsync(cluster))));
        Assert.Equal(3, server.Count("create", "jobs.batch"));
    }

    [Fact]
    public async Task What_may_have_been_created_is_not_created_twice_but_what_reads_is_read_again()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(new ClusterOptions { Time = new HastyTime() });
        server.Instead = Faults.First(1, asked => asked.Plural == "jobs", Faults.Cut);

        Assert.StartsWith($"YARD8505: {Asked}: {server.Address.Authority}: ", Failures.Text(await Assert.ThrowsAsync<YardException>(() => CreateAsync(cluster))));
        server.Instead = Faults.First(1, asked => asked.Plural == "jobs", Faults.Cut);
        var jobs = await cluster.AskAsync(new ClusterRequest("list", "jobs.batch", null, "yard"), (api, stop) => api.BatchV1.ListNamespacedJobAsync("yard", cancellationToken: stop), TestContext.Current.CancellationToken);

        Assert.Equal((1, 2, 0), (server.Count("create", "jobs.batch"), server.Count("list", "jobs.batch"), jobs.Items.Count));
    }

    private static JsonObject Causes(params (string Reason, string Field, string Message)[] causes) => new()
    {
        ["causes"] = new JsonArray([.. causes.Select(cause => new JsonObject { ["reason"] = cause.Reason, ["field"] = cause.Field, ["message"] = cause.Message })]),
    };

    private static Task<V1Job> CreateAsync(ClusterConnection cluster) =>
        cluster.AskAsync(new ClusterRequest("create", "jobs.batch", "a", "yard"), (api, stop) => api.BatchV1.CreateNamespacedJobAsync(Some.Job("a"), "yard", cancellationToken: stop), TestContext.Current.CancellationToken);

    private static async Task<string> FailureAsync(Func<HttpContext, Task> fault)
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();
        server.Instead = Faults.Always(asked => asked.Verb == "create", fault);
        return Text(await Assert.ThrowsAsync<YardException>(() => CreateAsync(cluster)));
    }

    private static async Task<string> FailureAsync<T>(ClusterConnection cluster, ClusterRequest asked, Func<IKubernetes, CancellationToken, Task<T>> ask) =>
        Text(await Assert.ThrowsAsync<YardException>(() => cluster.AskAsync(asked, ask, TestContext.Current.CancellationToken)));

    private static string Text(YardException failed) => Failures.Text(failed) + (failed.Diagnostics[0].Hint is { } hint ? $" → {hint}" : "");
}
