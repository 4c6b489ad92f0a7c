using k8s;
using k8s.Models;
using Modelyard.Cli.Tests;
using Modelyard.Clusters;
using Modelyard.Tests.Processes;

namespace Modelyard.Cluster.Tests.Running;

/// <summary><c>yard run --on kubernetes</c> with real pods.</summary>
[Collection(typeof(OnTheCluster))]
public sealed class RunTests(ClusterOrchard orchard)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_digests_and_versions_are_those_of_processes_and_a_second_run_starts_no_step()
    {
        using var repository = orchard.Clone(121);
        var processes = (await repository.YardJsonAsync("run", "fruit")).Ended(0);

        var run = (await orchard.RunAsync(repository, "--json", "--share", "--scope", "pr-12")).Ended(0);

        Assert.Equal(processes.Steps(), run.Steps());
        Assert.Equal(processes.Identities(), run.Identities());
        var pods = await orchard.StepPodsAsync(run);
        Assert.Equal(run.Steps().Count, pods.Count);
        Assert.All(pods, IsNobodys);

        // Another machine, with a store of its own, has what was shared once it names the scope.
        using var elsewhere = new TemporaryFolder();
        var pulled = (await repository.YardJsonAsync("cache", "pull", "fruit", "--from", "dev", "--scope", "pr-12", "--store", elsewhere.Path)).Ended(0).Json;
        Assert.Equal(run.Steps().Count, pulled.GetProperty("moved").GetArrayLength() + pulled.GetProperty("there").GetInt32());

        var again = (await orchard.RunAsync(repository, "--json")).Ended(0);

        Assert.Equal(again.Steps().Count, again.Count("cached"));
        Assert.Equal(Names(pods), Names(await orchard.StepPodsAsync(again)));
    }

    [Fact]
    public async Task A_driver_that_is_killed_is_replaced_and_takes_up_what_runs()
    {
        using var repository = Slow(orchard.Clone(122));
        using var yard = orchard.Start(repository, "--json");
        var step = await orchard.RunningStepAsync();
        var driver = await DriverOfAsync(step);

        await DeleteAtOnceAsync(driver.Metadata.Name);

        await yard.SaysAsync($"the driver's pod {driver.Metadata.Name} ended before the run did");
        await yard.SaysAsync($"taking up {step.Metadata.Labels["job-name"]}, which another driver started");
        Assert.True(await yard.EndedAsync(Patience) == 0, yard.Said);
        Assert.Equal([step.Metadata.Name], await PodsOfKeyAsync(step));
    }

    [Fact]
    public async Task An_interrupt_leaves_the_run_and_the_same_command_attaches_to_it()
    {
        using var repository = Slow(orchard.Clone(123));
        V1Pod step;
        using (var yard = orchard.Start(repository))
        {
            step = await orchard.RunningStepAsync();
            yard.Signal("INT");
            Assert.Equal(130, await yard.EndedAsync(Patience));
            await yard.SaysAsync("yard-run-[0-9a-f]+-1 goes on; the same command attaches to it again");
        }

        var attached = (await orchard.RunAsync(repository, "--json")).Ended(0);

        Assert.Matches("attached to yard-run-[0-9a-f]+-1, which does this already", attached.Error);
        Assert.Equal([step.Metadata.Name], await PodsOfKeyAsync(step));
    }

    [Fact]
    public async Task An_interrupt_cancels_the_run_where_that_is_asked_for()
    {
        using var repository = Slow(orchard.Clone(124));
        using var yard = orchard.Start(repository, "--on-interrupt", "cancel");
        var step = await orchard.RunningStepAsync();

        yard.Signal("INT");

        Assert.Equal(130, await yard.EndedAsync(Patience));
        await using var jobs = await orchard.Cluster.WatchAsync<V1Job>(new ResourceScope(), cancellation: Stop);
        await jobs.WaitAsync(step.Metadata.Labels["job-name"], job => job is null, Stop);
        await using var pods = await orchard.Cluster.WatchAsync<V1Pod>(new ResourceScope(), cancellation: Stop);
        await pods.WaitAsync(step.Metadata.Name, pod => pod is null, Stop);
        Assert.DoesNotContain(jobs.Objects.Values, job => job.Metadata.Labels[ClusterLabels.Plan] == step.Metadata.Labels[ClusterLabels.Plan]);
    }

    /// <summary>A step's pod has the labels that a network policy selects, no token, nobody's user and a root that it cannot write to.</summary>
    private static void IsNobodys(V1Pod pod)
    {
        var labels = pod.Metadata.Labels;
        Assert.Equal((ClusterLabels.Step, ClusterLabels.Components.Step, ClusterLabels.Modelyard, ClusterLabels.Yard), (labels[ClusterLabels.Name], labels[ClusterLabels.Component], labels[ClusterLabels.PartOf], labels[ClusterLabels.ManagedBy]));
        Assert.Equal(("fruit", "1"), (labels[ClusterLabels.Model], labels[ClusterLabels.Attempt]));
        Assert.Equal((false, true, 65532L), (pod.Spec.AutomountServiceAccountToken, pod.Spec.SecurityContext.RunAsNonRoot, pod.Spec.SecurityContext.RunAsUser));
        Assert.DoesNotContain(pod.Spec.Volumes, volume => volume.Projected is not null || volume.Secret is not null);
        var container = Assert.Single(pod.Spec.Containers);
        Assert.Equal((true, false), (container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.AllowPrivilegeEscalation));
        Assert.Contains("@sha256:", container.Image, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(IEnumerable<V1Pod> pods) => pods.Select(pod => pod.Metadata.Name);

    // Long enough for whatever happens to a driver meanwhile; the same bytes come out.
    private static TestRepository Slow(TestRepository repository)
    {
        repository.Replace("pipelines/Components/fruits/fruits.py", "    count = step", "    __import__(\"time\").sleep(45)\n    count = step");
        return repository;
    }

    // The driver that owns a step's Job.
    private async Task<V1Pod> DriverOfAsync(V1Pod step)
    {
        var selector = ClusterLabels.Selector((ClusterLabels.Name, ClusterLabels.Driver), (ClusterLabels.Plan, step.Metadata.Labels[ClusterLabels.Plan]));
        return Assert.Single(await PodsAsync(selector), pod => pod.Status.Phase == "Running");
    }

    // Every pod that ever was of the step's key, whatever the attempt.
    private async Task<IEnumerable<string>> PodsOfKeyAsync(V1Pod step) => Names(await PodsAsync(ClusterLabels.Selector((ClusterLabels.Key, step.Metadata.Labels[ClusterLabels.Key]))));

    private async Task<IList<V1Pod>> PodsAsync(string selector) => (await orchard.Cluster.AskAsync(
        new ClusterRequest("list", "pods", null, orchard.Cluster.Namespace),
        (api, stop) => api.CoreV1.ListNamespacedPodAsync(orchard.Cluster.Namespace, labelSelector: selector, cancellationToken: stop),
        Stop)).Items;

    // As kill -9: its processes get no word of it.
    private Task DeleteAtOnceAsync(string pod) => orchard.Cluster.AskAsync(
        ClusterRequest.For<V1Pod>("delete", pod, orchard.Cluster.Namespace),
        (api, stop) => api.CoreV1.DeleteNamespacedPodAsync(pod, orchard.Cluster.Namespace, new V1DeleteOptions { GracePeriodSeconds = 0 }, cancellationToken: stop),
        Stop);
}
