using k8s.Models;
using Modelyard.Clusters;
using Modelyard.TestClusters;

namespace Modelyard.Tests.Clusters;

public sealed class PodReasonTests
{
    private const string Pulling = "Failed to pull image \"registry.example/m/steps/split@sha256:12\": rpc error: code = NotFound desc = failed to pull and unpack image: not found";

    [Fact]
    public void A_pod_that_runs_or_ended_well_has_no_reason()
    {
        Assert.Null(PodReason.Of(Some.Pod("a")));
        Assert.Null(PodReason.Of(Some.Pod("a", Some.Status("Running", new V1ContainerState { Running = new V1ContainerStateRunning() }))));
        Assert.Null(PodReason.Of(Some.Pod("a", Some.Status("Succeeded", Ended(0)))));
    }

    [Fact]
    public void An_image_that_cannot_be_pulled_is_told_as_the_registry_says_it()
    {
        Assert.Equal(
            "YARD8530 waits: image registry.example/m/steps/split@sha256:12 cannot be pulled: rpc error: code = Unknown desc = 401 Unauthorized",
            Text(Some.Status("Pending", Waiting("ErrImagePull", "rpc error: code = Unknown desc = 401 Unauthorized"))));
        // Later the kubelet only says that it waits.
        Assert.Equal(
            $"YARD8530 waits: image registry.example/m/steps/split@sha256:12 cannot be pulled: {Pulling}",
            Text(Some.Status("Pending", Waiting("ImagePullBackOff", "Back-off pulling image \"registry.example/m/steps/split@sha256:12\"")), Event("Failed", "Error: ErrImagePull"), Event("Failed", Pulling)));
    }

    [Fact]
    public void Memory_is_told_with_its_limit()
    {
        Assert.Equal("YARD8531 ended: container 'step' was ended for memory at its limit of 512Mi", Text(Some.Status("Failed", Ended(137, "OOMKilled")), "512Mi"));
        Assert.Equal("YARD8531 ended: container 'step' was ended for memory; it has no limit of its own, so the node ran short", Text(Some.Status("Failed", Ended(137, "OOMKilled"))));
    }

    [Theory]
    [InlineData(3, "YARD8539 ended: container 'step' ended with exit code 3")]
    [InlineData(137, "YARD8539 ended: container 'step' was ended by SIGKILL")]
    [InlineData(139, "YARD8539 ended: container 'step' was ended by SIGSEGV")]
    public void An_exit_is_told_by_code_or_signal(int code, string expected) => Assert.Equal(expected, Text(Some.Status("Failed", Ended(code, "Error"))));

    [Theory]
    [InlineData("Evicted", "The node was low on resource: memory. ", "YARD8532 ended: pod 'a' was evicted from node 'node-1': The node was low on resource: memory")]
    [InlineData("Terminated", "Pod was terminated in response to imminent node shutdown.", "YARD8532 ended: pod 'a' ended with node 'node-1': Pod was terminated in response to imminent node shutdown")]
    [InlineData("OutOfcpu", "Pod Node didn't have enough resource: cpu, requested: 4000, used: 0, capacity: 2000", "YARD8533 ended: node 'node-1' does not take pod 'a': Pod Node didn't have enough resource: cpu, requested: 4000, used: 0, capacity: 2000")]
    [InlineData("DeadlineExceeded", "Pod was active on the node longer than the specified deadline", "YARD8535 ended: pod 'a' ran longer than the 60 s that it may")]
    public void What_befalls_a_whole_pod_is_told(string reason, string message, string expected)
    {
        var pod = Some.Pod("a", new V1PodStatus { Phase = "Failed", Reason = reason, Message = message });
        pod.Spec.ActiveDeadlineSeconds = 60;
        Assert.Equal(expected, Text(PodReason.Of(pod)));
    }

    [Fact]
    public void The_schedulers_sentence_is_told_and_a_claim_by_name()
    {
        Assert.Equal(
            "YARD8533 waits: no node takes pod 'a': 0/1 nodes are available: 1 Insufficient cpu",
            Text(Unscheduled("0/1 nodes are available: 1 Insufficient cpu.")));
        Assert.Equal(
            "YARD8534 waits: pod 'a' waits for its claim 'yard-store': 0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims",
            Text(Unscheduled("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.", "yard-store")));
        Assert.Equal(
            "YARD8534 waits: pod 'a' waits for its claim 'yard-store': 0/1 nodes are available: persistentvolumeclaim \"yard-store\" not found",
            Text(Unscheduled("0/1 nodes are available: persistentvolumeclaim \"yard-store\" not found.", "yard-store")));
    }

    [Fact]
    public void What_keeps_a_container_from_starting_is_told()
    {
        Assert.Equal("YARD8537 waits: container 'step' cannot be started: secret \"token\" not found", Text(Some.Status("Pending", Waiting("CreateContainerConfigError", "secret \"token\" not found"))));
        Assert.Equal(
            "YARD8538 waits: MountVolume.SetUp failed for volume \"store\": mount failed: exit status 32",
            Text(Some.Status("Pending", Waiting("ContainerCreating", null)), Event("FailedMount", "MountVolume.SetUp failed for volume \"store\": mount failed: exit status 32")));
        Assert.Equal(
            "YARD8537 ended: container 'step' cannot be started: exec: \"yard-step\": executable file not found in $PATH: unknown",
            Text(Some.Status("Failed", new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 128, Reason = "StartError", Message = "exec: \"yard-step\": executable file not found in $PATH: unknown" } })));
        Assert.Equal(
            "YARD8536 waits: container 'step' ended with exit code 1, 4 times started again",
            Text(Some.Status("Running", Waiting("CrashLoopBackOff", "back-off 40s"), Ended(1, "Error"), 4)));
    }

    [Fact]
    public void A_job_tells_what_keeps_it_from_pods_and_that_its_time_is_over()
    {
        var job = Some.Job("a");
        Assert.Equal(
            "YARD8512 waits: Job 'a' gets no pod: create pods: quota 'compute' is used up: pods=4 used of pods=4, pods=1 more asked for",
            Text(JobReason.Of(job, [Event("FailedCreate", "Error creating: pods \"a-x\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4")])));
        Assert.Equal(
            "YARD8540 waits: Job 'a' gets no pod: Error creating: pods \"a-\" is forbidden: error looking up service account yard/steps: serviceaccount \"steps\" not found",
            Text(JobReason.Of(job, [Event("FailedCreate", "Error creating: pods \"a-\" is forbidden: error looking up service account yard/steps: serviceaccount \"steps\" not found")])));
        job.Spec.ActiveDeadlineSeconds = 90;
        job.Status = new V1JobStatus { Conditions = [new V1JobCondition { Type = "Failed", Status = "True", Reason = "DeadlineExceeded" }] };
        Assert.Equal("YARD8535 ended: Job 'a' took longer than the 90 s that it may, waiting included", Text(JobReason.Of(job)));
        Assert.Equal(
            "YARD8535 ended: Job 'a' took longer than the 90 s that it may, waiting included: Job 'a' gets no pod: create pods: quota 'compute' is used up: pods=4 used of pods=4, pods=1 more asked for",
            Text(JobReason.Of(job, [Event("FailedCreate", "Error creating: pods \"a-x\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4")])));
    }

    [Fact]
    public async Task Last_lines_and_events_come_from_the_cluster()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();
        var pod = server.Objects.Put(Some.Pod("a", Some.Status("Failed", Ended(3, "Error"))));
        var log = server.Logs.Of("a", "step");
        for (var number = 1; number <= 5; number++) log.Write(TimeProvider.System.GetUtcNow(), $"line {number}");
        log.End();

        var reason = await PodReason.ReadAsync(cluster, pod, 2, TestContext.Current.CancellationToken);

        Assert.Equal("YARD8539 ended: container 'step' ended with exit code 3", Text(reason));
        Assert.Equal(["line 4", "line 5"], reason!.LastLines);
    }

    private static V1ContainerState Waiting(string reason, string? message) => new() { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } };

    private static V1ContainerState Ended(int code, string? reason = null) => new() { Terminated = new V1ContainerStateTerminated { ExitCode = code, Reason = reason } };

    private static Corev1Event Event(string reason, string message) => new() { Type = "Warning", Reason = reason, Message = message, LastTimestamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) };

    private static PodReason? Unscheduled(string message, string? claim = null)
    {
        var pod = Some.Pod("a", new V1PodStatus { Phase = "Pending", Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = message }] });
        if (claim is not null) pod.Spec.Volumes = [new V1Volume { Name = "store", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim } }];
        return PodReason.Of(pod);
    }

    private static string? Text(V1PodStatus status, params Corev1Event[] events) => Text(PodReason.Of(Some.Pod("a", status), events));

    private static string? Text(V1PodStatus status, string memory) => Text(PodReason.Of(Some.Pod("a", status, memory)));

    private static string? Text(PodReason? reason) => reason is null ? null : $"{reason.Code.Id} {(reason.HasEnded ? "ended" : "waits")}: {reason.Text}";
}
