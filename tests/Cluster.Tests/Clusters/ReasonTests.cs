using k8s;
using k8s.Models;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;

namespace Modelyard.Cluster.Tests.Clusters;

public sealed class ReasonTests(TestNamespace place) : IClassFixture<TestNamespace>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_that_is_not_there()
    {
        var image = $"{ClusterUnderTest.Registry ?? "docker.io/library"}/yard-none:1";
        var reason = await ReasonAsync(Pods.Shell("no-image", "true", spec => spec.Containers[0].Image = image), ClusterCodes.ImageNotPulled);

        Assert.StartsWith($"image {image} cannot be pulled: ", reason.Text);
        Assert.Matches("not found|denied|does not exist", reason.Text);
        Assert.False(reason.HasEnded);
    }

    [Fact]
    public async Task Memory_with_its_limit()
    {
        var reason = await ReasonAsync(Pods.Shell("hungry", "x=a; while true; do x=$x$x; done", spec => spec.Containers[0].Resources.Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("16Mi") }), ClusterCodes.OutOfMemory);

        Assert.Equal(("container 'step' was ended for memory at its limit of 16Mi", true), (reason.Text, reason.HasEnded));
    }

    [Fact]
    public async Task A_request_that_no_node_can_meet()
    {
        var reason = await ReasonAsync(Pods.Shell("big", "true", spec => spec.Containers[0].Resources.Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("900") }), ClusterCodes.Unschedulable);

        Assert.Matches("^no node takes pod 'big': 0/[0-9]+ nodes are available: .*Insufficient cpu", reason.Text);
    }

    [Fact]
    public async Task A_claim_that_is_not_there()
    {
        var reason = await ReasonAsync(
            Pods.Shell("claimless", "true", spec => spec.Volumes = [new V1Volume { Name = "store", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "yard-store" } }]), ClusterCodes.ClaimNotBound);

        Assert.StartsWith("pod 'claimless' waits for its claim 'yard-store': ", reason.Text);
        Assert.Contains("persistentvolumeclaim \"yard-store\" not found", reason.Text);
    }

    [Fact]
    public async Task A_claim_that_no_volume_meets()
    {
        var claim = new V1PersistentVolumeClaim
        {
            Metadata = new V1ObjectMeta { Name = "unbound" },
            Spec = new V1PersistentVolumeClaimSpec { AccessModes = ["ReadWriteMany"], StorageClassName = "yard-none", Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") } } },
        };
        await place.Cluster.ApplyAsync(claim, cancellation: Stop);
        var reason = await ReasonAsync(
            Pods.Shell("unbound", "true", spec => spec.Volumes = [new V1Volume { Name = "store", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "unbound" } }]), ClusterCodes.ClaimNotBound);

        Assert.StartsWith("pod 'unbound' waits for its claim 'unbound': ", reason.Text);
        Assert.Contains("unbound immediate PersistentVolumeClaims", reason.Text);
    }

    [Fact]
    public async Task A_secret_that_is_not_there()
    {
        var reason = await ReasonAsync(
            Pods.Shell("secretless", "true", spec => spec.Containers[0].Env = [new V1EnvVar { Name = "A", ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = "none", Key = "a" } } }]), ClusterCodes.NotStarted);

        Assert.Equal("container 'step' cannot be started: secret \"none\" not found", reason.Text);
    }

    [Fact]
    public async Task A_command_that_is_not_there()
    {
        var reason = await ReasonAsync(Pods.Shell("commandless", "true", spec => spec.Containers[0].Command = ["yard-none"]), ClusterCodes.NotStarted);

        Assert.StartsWith("container 'step' cannot be started: ", reason.Text);
        Assert.Contains("yard-none", reason.Text);
    }

    [Fact]
    public async Task A_volume_that_cannot_be_mounted()
    {
        var reason = await ReasonAsync(
            Pods.Shell("mountless", "true", spec =>
            {
                spec.Volumes = [new V1Volume { Name = "map", ConfigMap = new V1ConfigMapVolumeSource { Name = "none" } }];
                // What no container mounts the kubelet does not mount either.
                spec.Containers[0].VolumeMounts = [new V1VolumeMount { Name = "map", MountPath = "/map" }];
            }),
            ClusterCodes.VolumeNotMounted);

        Assert.Equal("MountVolume.SetUp failed for volume \"map\" : configmap \"none\" not found", reason.Text);
    }

    [Fact]
    public async Task A_container_that_ends_again_and_again()
    {
        var reason = await ReasonAsync(Pods.Shell("crashing", "echo so it ends; exit 4", spec => spec.RestartPolicy = "Always"), ClusterCodes.CrashLoop);

        Assert.Matches("^container 'step' ended with exit code 4, [0-9]+ times started again$", reason.Text);
        Assert.Equal(["so it ends"], reason.LastLines);
    }

    [Fact]
    public async Task A_pod_that_runs_longer_than_it_may()
    {
        var reason = await ReasonAsync(Pods.Shell("late", "sleep 600", spec => spec.ActiveDeadlineSeconds = 2), ClusterCodes.DeadlineExceeded);

        Assert.Equal(("pod 'late' ran longer than the 2 s that it may", true), (reason.Text, reason.HasEnded));
    }

    [Fact]
    public async Task A_job_that_takes_longer_than_it_may()
    {
        var reason = await ReasonAsync(Pods.Job("late-job", "sleep 600", spec => spec.ActiveDeadlineSeconds = 2), ended => ended?.HasEnded == true);

        Assert.Equal("Job 'late-job' took longer than the 2 s that it may, waiting included", reason.Text);
    }

    [Fact]
    public async Task A_job_whose_pod_fails()
    {
        var reason = await ReasonAsync(Pods.Job("failing-job", "echo why; exit 9"), ended => ended?.HasEnded == true);

        Assert.Equal("container 'step' ended with exit code 9", reason.Text);
        Assert.Equal(["why"], reason.LastLines);
    }

    [Fact]
    public async Task A_job_whose_pods_a_quota_refuses()
    {
        var full = new TestNamespace();
        await using var _ = full;
        await full.InitializeAsync();
        await full.Cluster.ApplyAsync(new V1ResourceQuota { Metadata = new V1ObjectMeta { Name = "compute" }, Spec = new V1ResourceQuotaSpec { Hard = new Dictionary<string, ResourceQuantity> { ["pods"] = new("0") } } }, cancellation: Stop);
        await using var quotas = await full.Cluster.WatchAsync<V1ResourceQuota>(ResourceScope.Named("compute"), cancellation: Stop);
        await quotas.WaitAsync("compute", quota => quota?.Status?.Hard is not null, Stop);

        var reason = await ReasonAsync(Pods.Job("refused", "true"), found => found is not null, full);

        Assert.Equal((ClusterCodes.QuotaExceeded, $"Job 'refused' gets no pod: create pods in namespace '{full.Name}': quota 'compute' is used up: pods=0 used of pods=0, pods=1 more asked for"), (reason.Code, reason.Text));
    }

    /// <summary>Creates a pod and gives its reason as soon as it has that code; a reason that is told in events alone comes a little after the pod's status.</summary>
    private async Task<PodReason> ReasonAsync(V1Pod pod, Diagnostics.DiagnosticCode code)
    {
        var name = pod.Metadata.Name;
        var made = await place.CreateAsync(pod);
        await using var pods = await place.Cluster.WatchAsync<V1Pod>(ResourceScope.Named(name), cancellation: Stop);
        var events = new ResourceWatch<Corev1Event>(place.Cluster, new ResourceScope(Fields: $"involvedObject.uid={made.Metadata.Uid}"));
        using var found = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var ofStatus = FirstAsync(pods.ChangesAsync(found.Token), name, code);
        var ofEvents = FirstAsync(events.ChangesAsync(found.Token), name, code);
        var reason = await await Task.WhenAny(ofStatus, ofEvents);
        await found.CancelAsync();
        await ((Task)Task.WhenAll(ofStatus, ofEvents)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return reason;
    }

    private async Task<PodReason> FirstAsync<T>(IAsyncEnumerable<ResourceChange<T>> changes, string pod, Diagnostics.DiagnosticCode code)
    {
        await foreach (var _ in changes)
        {
            var now = await place.Cluster.AskAsync(new ClusterRequest("get", "pods", pod, place.Name), (api, stop) => api.CoreV1.ReadNamespacedPodAsync(pod, place.Name, cancellationToken: stop), Stop);
            if (await PodReason.ReadAsync(place.Cluster, now, 2, Stop) is { } reason && reason.Code == code) return reason;
        }

        throw new InvalidOperationException("the watch ended");
    }

    private async Task<PodReason> ReasonAsync(V1Job job, Func<PodReason?, bool> isWanted, TestNamespace? other = null)
    {
        var (name, cluster) = (job.Metadata.Name, (other ?? place).Cluster);
        await cluster.AskAsync(new ClusterRequest("create", "jobs.batch", name, cluster.Namespace), (api, stop) => api.BatchV1.CreateNamespacedJobAsync(job, cluster.Namespace, cancellationToken: stop), Stop);
        var events = new ResourceWatch<Corev1Event>(cluster, new ResourceScope(Fields: $"involvedObject.name={name}"));
        await using var jobs = await cluster.WatchAsync<V1Job>(ResourceScope.Named(name), cancellation: Stop);
        // Whatever happens to the Job is an event of it, and the last one follows its end.
        await foreach (var _ in events.ChangesAsync(Stop))
        {
            var now = await cluster.AskAsync(new ClusterRequest("get", "jobs.batch", name, cluster.Namespace), (api, stop) => api.BatchV1.ReadNamespacedJobAsync(name, cluster.Namespace, cancellationToken: stop), Stop);
            var reason = await JobReason.ReadAsync(cluster, now, 2, Stop);
            if (isWanted(reason)) return reason!;
        }

        throw new InvalidOperationException("the watch ended");
    }
}
