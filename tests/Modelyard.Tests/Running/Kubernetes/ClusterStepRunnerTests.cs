using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Running.Execution;
using Modelyard.Specs;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Kubernetes;

public sealed class ClusterStepRunnerTests : IDisposable
{
    private readonly ScratchFolder _outside = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_as_Jobs_have_the_keys_and_outputs_of_processes()
    {
        using var processes = Chain(new TestYard());
        var expected = await processes.RunAsync();
        using var yard = Chain(new TestYard());
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        await using var driver = await ClusterYard.DriveAsync(cluster, yard);
        yard.Runner = driver.Runner;

        var run = await yard.RunAsync();

        Assert.Empty(run.Failures);
        Assert.Equal(Described(expected), Described(run));
        Assert.Contains("m/c.one | one speaks", driver.Log);
        yard.AssertStoreIntact();
        Assert.Empty(yard.Store.Staging.Attempts());
    }

    [Fact]
    public async Task A_second_run_makes_no_Job_and_steady_watches_make_no_list()
    {
        using var yard = Chain(new TestYard());
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        await using var driver = await ClusterYard.DriveAsync(cluster, yard);
        yard.Runner = driver.Runner;

        await yard.RunAsync();
        var (jobs, lists) = (cluster.Count("create", "jobs.batch"), cluster.Requests.Count(asked => asked.Verb == "list"));
        await yard.RunAsync();

        Assert.Equal((2, jobs), (jobs, cluster.Count("create", "jobs.batch")));
        // One of Jobs and pods by the driver and one by the kubelet of the test, before the first run; each log asks for its own pod.
        Assert.Equal(lists, cluster.Requests.Count(asked => asked.Verb == "list"));
    }

    [Fact]
    public async Task A_driver_takes_up_what_a_killed_one_left_running()
    {
        using var yard = Meeting(new TestYard()).Component("one", $"open({Quoted("started")}, 'w').close()\nwhile not os.path.exists({Quoted("go")}): time.sleep(0.05)\nwrite('made once')").Candidate("c", """{ "one": { "uses": "one" } }""");
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using (var first = await ClusterYard.DriveAsync(cluster, yard))
        {
            yard.Runner = first.Runner;
            var run = yard.RunAsync(killed.Token);
            await FileAsync(Place("started"));
            await killed.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }

        await using var second = await ClusterYard.DriveAsync(cluster, yard, "driver-2");
        yard.Runner = second.Runner;
        var taken = yard.RunAsync();
        await File.WriteAllTextAsync(Place("go"), "", Stop);

        Assert.Equal("made once", yard.Data(await taken, "one"));
        var job = Assert.Single(kubelet.Started);
        Assert.Equal(["uid-of-driver-1", "uid-of-driver-2"], cluster.Objects.Get<V1Job>(job)!.Metadata.OwnerReferences.Select(owner => owner.Uid));
        Assert.Equal([$"m/c.one: taking up {job}, which another driver started"], second.Notes);
    }

    [Fact]
    public async Task What_ended_while_no_driver_looked_is_read_and_not_done_again()
    {
        using var yard = Meeting(new TestYard()).Component("one", $"open({Quoted("began")}, 'w').close()\nwhile not os.path.exists({Quoted("end")}): time.sleep(0.05)\nwrite('made once')").Candidate("c", """{ "one": { "uses": "one" } }""");
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using (var first = await ClusterYard.DriveAsync(cluster, yard))
        {
            yard.Runner = first.Runner;
            var run = yard.RunAsync(killed.Token);
            await FileAsync(Place("began"));
            await killed.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            await File.WriteAllTextAsync(Place("end"), "", Stop);
            using var connection = await cluster.OpenAsync();
            await using var jobs = await connection.WatchAsync<V1Job>(new ResourceScope(), cancellation: Stop);
            await jobs.WaitAsync(Assert.Single(kubelet.Started), job => job?.Status?.Conditions is { Count: > 0 }, Stop);
        }

        await using var second = await ClusterYard.DriveAsync(cluster, yard, "driver-2");
        yard.Runner = second.Runner;

        Assert.Equal("made once", yard.Data(await yard.RunAsync(), "one"));
        Assert.Single(kubelet.Started);
    }

    [Fact]
    public async Task A_failed_attempt_is_followed_by_the_next_under_another_name()
    {
        using var yard = Meeting(new TestYard()).Component("one", $"p = {Quoted("tried")}\nif not os.path.exists(p):\n    open(p, 'w').close()\n    sys.exit(3)\nwrite('at last')")
            .Candidate("c", """{ "one": { "uses": "one", "retry": { "attempts": 2, "backoff": "0s" } } }""");
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        await using var driver = await ClusterYard.DriveAsync(cluster, yard);
        yard.Runner = driver.Runner;

        Assert.Equal("at last", yard.Data(await yard.RunAsync(), "one"));
        Assert.Equal(["1", "2"], kubelet.Started.Select(name => name[^1..]));
    }

    [Fact]
    public async Task A_step_that_exits_with_an_error_fails_as_it_would_here()
    {
        using var yard = new TestYard().Component("one", "print('on the cluster'); sys.exit(3)").Candidate("c", """{ "one": { "uses": "one" } }""");
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        await using var driver = await ClusterYard.DriveAsync(cluster, yard);
        yard.Runner = driver.Runner;

        Assert.StartsWith("YARD3001: m/c.one exited with code 3; expected 0\n    | on the cluster\n    whole log: ", await yard.FailureAsync());
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_is_told_in_one_line_and_its_Job_goes()
    {
        using var yard = new TestYard().Component("one", "write('never')").Candidate("c", """{ "one": { "uses": "one" } }""");
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        kubelet.Refuses = _ => new V1PodStatus
        {
            Phase = "Pending",
            ContainerStatuses = [new V1ContainerStatus { Name = "step", Image = "registry.example/x", State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ImagePullBackOff", Message = "Back-off pulling image \"registry.example/x\"" } } }],
        };
        await using var driver = await ClusterYard.DriveAsync(cluster, yard);
        yard.Runner = driver.Runner;

        var failure = await yard.FailureAsync();

        Assert.StartsWith("YARD3205: m/c.one: ", failure);
        Assert.Contains("registry.example/x", failure);
        Assert.Equal(1, cluster.Count("delete", "jobs.batch"));
    }

    [Fact]
    public async Task What_refuses_a_Jobs_pod_is_said_while_it_waits_and_ends_nothing()
    {
        using var yard = new TestYard().Component("one", "write('in the end')").Candidate("c", """{ "one": { "uses": "one" } }""");
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        var room = new TaskCompletionSource();
        kubelet.Delays = async job =>
        {
            cluster.Objects.Put(Refusal(job, "1"));
            // Tried again, by another name of a pod: nothing new.
            cluster.Objects.Put(Refusal(job, "2"));
            await room.Task;
        };
        await using var driver = await ClusterYard.DriveAsync(cluster, yard);
        yard.Runner = driver.Runner;
        var run = yard.RunAsync();

        await driver.NotedAsync(1);
        room.SetResult();

        Assert.Equal("in the end", yard.Data(await run, "one"));
        Assert.Equal(
            [$"m/c.one waits: YARD8512 Job '{Assert.Single(kubelet.Started)}' gets no pod: create pods in namespace 'yard': quota 'pods' is used up: pods=2 used of pods=2, pods=1 more asked for"],
            driver.Notes);
    }

    private static Corev1Event Refusal(V1Job job, string number) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"{job.Metadata.Name}.{number}" },
        InvolvedObject = new V1ObjectReference { Kind = "Job", Name = job.Metadata.Name, Uid = job.Metadata.Uid },
        Type = "Warning",
        Reason = "FailedCreate",
        Message = $"Error creating: pods \"{job.Metadata.Name}-{number}\" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=2, limited: pods=2",
    };

    [Fact]
    public async Task A_Job_gives_its_step_what_it_reads_and_its_own_folder_and_nothing_else()
    {
        using var yard = Chain(new TestYard());
        await using var cluster = await TestCluster.StartAsync();
        await using var kubelet = await TestKubelet.StartAsync(cluster, yard);
        var place = new ClusterPlaceSpec
        {
            Context = "test", Namespace = TestCluster.Namespace, Claim = "store", PullSecret = "login", Cpus = 2,
            NodeSelector = new Dictionary<string, string> { ["pool"] = "training" }, Tolerations = ["nvidia.com/gpu=present:NoSchedule", "spot"],
        };
        yard.Component("two", "write(read('a') + '2')", "a", adjust: spec => spec with { Network = true });
        await using var driver = await ClusterYard.DriveAsync(cluster, yard, place: place);
        yard.Runner = driver.Runner;
        await yard.RunAsync();

        // By this label network policies tell who may speak to whom: nobody, unless a component declares it.
        var networks = kubelet.Started.Select(name => cluster.Objects.Get<V1Job>(name)!).ToDictionary(made => made.Metadata.Annotations["modelyard.org/step"], made => made.Spec.Template.Metadata.Labels.TryGetValue(ClusterLabels.Network, out var network) ? network : null);
        Assert.Equal((null, ClusterLabels.Networks.Open), (networks["m/c.one"], networks["m/c.two"]));
        var job = kubelet.Started.Select(name => cluster.Objects.Get<V1Job>(name)!).Single(made => made.Metadata.Annotations["modelyard.org/step"] == "m/c.two");
        var pod = job.Spec.Template.Spec;
        var container = Assert.Single(pod.Containers);
        Assert.True(job.Metadata.Name.Length <= 63);
        Assert.Equal((0, "Never", false, false), (job.Spec.BackoffLimit, pod.RestartPolicy, pod.AutomountServiceAccountToken, pod.EnableServiceLinks));
        Assert.Equal((true, 65532L), (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.RunAsUser));
        Assert.Equal((true, false, "ALL"), (container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.AllowPrivilegeEscalation, Assert.Single(container.SecurityContext.Capabilities.Drop)));
        var mounts = container.VolumeMounts.Where(mount => mount.Name == "store").Select(mount => (mount.MountPath.Contains("/objects/", StringComparison.Ordinal), mount.ReadOnlyProperty ?? false));
        Assert.Equal([(true, true), (false, false)], mounts);
        Assert.Equal(["/dev/shm", "/tmp"], container.VolumeMounts.Where(mount => mount.Name != "store").Select(mount => mount.MountPath).Where(path => !path.EndsWith("/scratch", StringComparison.Ordinal)).Order());
        Assert.Equal(("training", "login"), (pod.NodeSelector["pool"], pod.ImagePullSecrets[0].Name));
        Assert.Equal(["nvidia.com/gpu Equal present NoSchedule", "spot Exists  "], pod.Tolerations.Select(taint => $"{taint.Key} {taint.OperatorProperty} {taint.Value} {taint.Effect}"));
        Assert.Equal(("modelyard", "yard", "step", "m"), (job.Metadata.Labels[ClusterLabels.PartOf], job.Metadata.Labels[ClusterLabels.ManagedBy], job.Metadata.Labels[ClusterLabels.Component], job.Metadata.Labels[ClusterLabels.Model]));
        Assert.Equal((false, false), (job.Metadata.OwnerReferences[0].Controller, job.Metadata.OwnerReferences[0].BlockOwnerDeletion));
    }

    private static TestYard Chain(TestYard yard) => yard
        .Component("one", "print('one speaks')\nwrite('1')\nreport('{\"size\": 1}')")
        .Component("two", "write(read('a') + '2')", "a")
        .Candidate("c", """{ "one": { "uses": "one" }, "two": { "uses": "two", "inputs": { "a": "one.out" } } }""");

    private static IEnumerable<string> Described(RunOutcome run) =>
        run.Done.Values.OrderBy(step => step.Node.Name.Step, StringComparer.Ordinal).Select(step => $"{step.Node} {step.Key.Digest} {string.Join(' ', step.Record.Outputs)} {string.Join(' ', step.Record.Metrics)}");

    public void Dispose() => _outside.Dispose();

    // Where a test and its step meet, which a step would not be let write to otherwise.
    private TestYard Meeting(TestYard yard)
    {
        yard.Job = job => job with { Writable = [.. job.Writable, _outside.Path] };
        return yard;
    }

    private string Place(string name) => _outside.At(name);

    private string Quoted(string name) => $"'{Place(name)}'";

    private static async Task FileAsync(string path)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!) { EnableRaisingEvents = true };
        var seen = new TaskCompletionSource();
        watcher.Created += (_, made) => { if (made.FullPath == path) seen.TrySetResult(); };
        if (!File.Exists(path)) await seen.Task.WaitAsync(Stop);
    }
}
