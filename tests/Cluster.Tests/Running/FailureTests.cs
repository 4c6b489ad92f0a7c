using k8s;
using k8s.Models;
using Modelyard.Cli.Tests;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Clusters.Access;
using Modelyard.Images.Registry;
using Modelyard.Images.Registry.Credentials;
using Modelyard.Tests.Processes;

namespace Modelyard.Cluster.Tests.Running;

/// <summary>Why a run on a cluster does not begin, waits or fails: one line and a code each.</summary>
[Collection(typeof(OnTheCluster))]
public sealed class FailureTests(ClusterOrchard orchard)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_that_takes_too_much_memory_or_time_fails_as_it_would_here()
    {
        using var repository = orchard.Clone(131);
        Source(repository, "hungry", "_ = b\"x\" * (300 << 20)", "resources: { cpus: 1, memory: 100Mi }");
        Source(repository, "late", "__import__(\"time\").sleep(600)", "timeout: 3s");
        // One of each candidate.
        var model = repository.Read("models/fruit/model.yaml").Split("uses: fruits");
        repository.Write("models/fruit/model.yaml", $"{model[0]}uses: hungry{model[1]}uses: late{model[2]}");

        var run = (await orchard.RunAsync(repository)).Ended(1);

        Assert.Matches("error YARD3[0-9]+: fruit/near.harvest ran out of memory after [0-9.]+ s: resources.memory is 100Mi", run.Error);
        Assert.Matches("error YARD3[0-9]+: fruit/scaled.harvest was stopped after 3 s, its timeout", run.Error);
    }

    [Fact]
    public async Task A_step_that_no_node_takes_waits_and_that_is_said_once()
    {
        using var repository = orchard.Clone(132);
        repository.Write("pipelines/Components/fruits/component.yaml", repository.Read("pipelines/Components/fruits/component.yaml") + "resources: { cpus: 1, memory: 9000Gi }\n");
        using var yard = orchard.Start(repository, "--on-interrupt", "cancel");

        await yard.SaysAsync("fruit/near.harvest waits: YARD8533 no node takes pod 'yard-step-[0-9a-f]+-1-[a-z0-9]+': 0/[0-9]+ nodes are available: .*Insufficient memory");

        yard.Signal("INT");
        Assert.Equal(130, await yard.EndedAsync(TimeSpan.FromMinutes(2)));
        Assert.Single(yard.Said.Split('\n'), line => line.Contains("YARD8533", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_said_while_the_step_waits_and_an_image_that_is_gone_ends_it()
    {
        using var repository = orchard.Clone(133);
        repository.Replace("pipelines/Components/measures/measures.py", "\"\"\"Weight and length as numbers.\"\"\"", "\"\"\"Weight and length as numbers, of the hundred and thirty-third harvest.\"\"\"");
        await using var quota = await FullAsync();
        using var yard = orchard.Start(repository);
        await yard.SaysAsync("fruit/near.harvest waits: YARD8512 Job 'yard-step-[0-9a-f]+-1' gets no pod: create pods in namespace '[^']+': quota 'pods' is used up: ");

        await ForgetImagesAsync("steps/measures");
        await quota.DisposeAsync();

        // Harvest and parts went on as soon as there was room: nothing was ended for having waited.
        await yard.SaysAsync("error YARD3205: fruit/(near.measures|scaled.scaling): YARD8530 image .*/steps/measures.* cannot be pulled: .*not found");
        Assert.Equal(1, await yard.EndedAsync(TimeSpan.FromMinutes(10)));
        Assert.DoesNotContain("fruit/near.parts: ", yard.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quota_of_one_pod_at_a_time_slows_a_run_and_ends_nothing()
    {
        using var repository = orchard.Clone(136);
        await using var quota = await FullAsync(room: 2); // the driver, and whatever it makes

        var run = (await orchard.RunAsync(repository, "--json")).Ended(0);

        Assert.Contains("YARD8512", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Identities().Count);
    }

    [Fact]
    public async Task A_volume_that_is_not_there_or_not_bound_is_said_before_anything_is_made()
    {
        using var repository = orchard.Clone(134);
        orchard.WriteEnvironments(repository, "elsewhere");
        var missing = (await orchard.RunAsync(repository)).Ended(1);
        Assert.StartsWith($"error YARD3203: environment dev: namespace {orchard.Cluster.Namespace} of ", missing.Error);
        Assert.Contains("has no PersistentVolumeClaim 'elsewhere'", missing.Error, StringComparison.Ordinal);

        var claim = new V1PersistentVolumeClaim
        {
            Metadata = new V1ObjectMeta { Name = "unbound" },
            Spec = new V1PersistentVolumeClaimSpec { AccessModes = ["ReadWriteMany"], StorageClassName = "yard-none", Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") } } },
        };
        await orchard.Cluster.ApplyAsync(claim, cancellation: Stop);
        orchard.WriteEnvironments(repository, "unbound");
        Assert.StartsWith(
            $"error YARD3204: environment dev: the PersistentVolumeClaim 'unbound' of namespace {orchard.Cluster.Namespace} is Pending; it asks for ReadWriteMany of storage class 'yard-none'",
            (await orchard.RunAsync(repository)).Ended(1).Error);
    }

    [Fact]
    public async Task Who_may_not_or_is_not_known_or_finds_no_cluster_is_told()
    {
        using var repository = orchard.Clone(135);
        using var step = await orchard.KubeconfigAsync(ClusterAccount.Step);
        using var expired = OtherKubeconfig.WithToken("expired");
        using var nowhere = OtherKubeconfig.WithServer("https://127.0.0.1:1");

        Assert.StartsWith(
            $"error YARD8508: 'system:serviceaccount:{orchard.Cluster.Namespace}:yard-step' may not get persistentvolumeclaims 'modelyard-store' in namespace '{orchard.Cluster.Namespace}' → kubectl create role yard --verb=get --resource=persistentvolumeclaims",
            (await orchard.RunAsync(repository, step)).Ended(1).Error);
        Assert.StartsWith("error YARD8507: get /version: the credentials are not accepted", (await orchard.RunAsync(repository, expired)).Ended(1).Error);
        Assert.StartsWith("error YARD8505: get /version: 127.0.0.1:1: Connection refused", (await orchard.RunAsync(repository, nowhere)).Ended(1).Error);
    }

    /// <summary>A source that makes the fruits after it did something else.</summary>
    private static void Source(TestRepository repository, string name, string first, string more)
    {
        repository.Write($"pipelines/Components/{name}/component.yaml", repository.Read("pipelines/Components/fruits/component.yaml").Replace("name: fruits", $"name: {name}", StringComparison.Ordinal) + more + "\n");
        repository.Write($"pipelines/Components/{name}/fruits.py", repository.Read("pipelines/Components/fruits/fruits.py").Replace("    count = step", $"    {first}\n    count = step", StringComparison.Ordinal));
    }

    // Room for so many pods, by default for the driver alone; those of the tests before are gone first.
    private async Task<IAsyncDisposable> FullAsync(int room = 1)
    {
        var cluster = orchard.Cluster;
        await using var pods = await cluster.WatchAsync<V1Pod>(new ResourceScope(), cancellation: Stop);
        bool AreLeft() => pods.Objects.Values.Any(pod => pod.Status?.Phase is not ("Succeeded" or "Failed"));
        if (AreLeft())
        {
            await foreach (var _ in pods.ChangesAsync(Stop))
            {
                if (!AreLeft()) break;
            }
        }

        await cluster.ApplyAsync(new V1ResourceQuota { Metadata = new V1ObjectMeta { Name = "pods" }, Spec = new V1ResourceQuotaSpec { Hard = new Dictionary<string, ResourceQuantity> { ["pods"] = new($"{room}") } } }, cancellation: Stop);
        await using var quotas = await cluster.WatchAsync<V1ResourceQuota>(ResourceScope.Named("pods"), cancellation: Stop);
        await quotas.WaitAsync("pods", quota => quota?.Status?.Hard is not null, Stop);
        return new Quota(cluster);
    }

    private async Task ForgetImagesAsync(string repository)
    {
        using var images = new RegistryRepository(ImageReference.Parse($"{orchard.Registry}/{repository}"), new RegistryOptions { Credentials = DockerCredentials.OfEnvironment() });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{ClusterUnderTest.Registry}/") };
        foreach (var tag in await images.ListTagsAsync(Stop))
        {
            var manifest = (await images.FindManifestAsync(tag, Stop))!;
            using var deleted = await http.DeleteAsync(new Uri($"v2/{images.Path}/manifests/{manifest.Digest}", UriKind.Relative), Stop);
            deleted.EnsureSuccessStatusCode();
        }
    }

    private sealed class Quota(ClusterConnection cluster) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await cluster.FindAsync(
            ClusterRequest.For<V1ResourceQuota>("delete", "pods", cluster.Namespace),
            (api, stop) => api.CoreV1.DeleteNamespacedResourceQuotaAsync("pods", cluster.Namespace, cancellationToken: stop),
            CancellationToken.None);
    }
}
