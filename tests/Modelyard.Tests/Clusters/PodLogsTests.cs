using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Clusters;

public sealed class PodLogsTests
{
    private static readonly ClusterOptions Hasty = new() { Time = new HastyTime() };
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Lines_come_once_and_in_order_across_cuts_in_the_middle_of_lines()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        server.Objects.Put(Running("a"));
        var log = server.Logs.Of("a", "step");
        var lines = new List<string>();
        var reading = ReadAsync(cluster, lines);
        // Cuts before anybody reads are none.
        while (log.Requests == 0) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        // Twelve lines a second, some equal and of the same time, some of an earlier time than the one before: two streams, one log.
        var written = new List<string>();
        for (var number = 0; number < 600; number++)
        {
            var line = $"line {number / 2}";
            written.Add(line);
            log.Write(Start.AddMilliseconds(number / 4 * 333 - (number % 3 == 0 ? 40 : 0)), line);
            if (number % 10 == 0) log.Cut();
            if (number % 50 == 0) await Task.Yield();
        }

        server.Objects.Change<V1Pod>("a", pod => pod.Status = Some.Status("Succeeded", new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 0 } }));
        log.End();
        await reading;

        Assert.Equal(written, lines);
        Assert.InRange(log.Requests, 2, 200);
    }

    [Fact]
    public async Task A_log_is_not_asked_for_before_its_container_started()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        server.Objects.Put(Some.Pod("a", Some.Status("Pending", new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ContainerCreating" } })));
        var lines = new List<string>();
        var reading = ReadAsync(cluster, lines);
        await server.Objects.WatchedAsync();
        Assert.Equal(0, server.Count("get", "pods/log"));

        server.Logs.Of("a", "step").Write(Start, "hello");
        server.Objects.Put(Running("a"));
        server.Logs.Of("a", "step").End();
        server.Objects.Change<V1Pod>("a", pod => pod.Status.Phase = "Succeeded");
        await reading;

        Assert.Equal(["hello"], lines);
    }

    [Fact]
    public async Task A_pod_that_ends_before_its_container_started_has_no_lines()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        server.Objects.Put(Some.Pod("a", new V1PodStatus { Phase = "Pending" }));
        var lines = new List<string>();
        var reading = ReadAsync(cluster, lines);
        await server.Objects.WatchedAsync();

        server.Objects.Change<V1Pod>("a", pod => pod.Status = new V1PodStatus { Phase = "Failed", Reason = "Evicted" });
        await reading;

        Assert.Empty(lines);
    }

    [Fact]
    public async Task A_log_that_ends_a_little_before_the_pods_status_says_so_is_not_asked_for_in_a_tight_loop()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();
        server.Objects.Put(Running("a"));
        var log = server.Logs.Of("a", "step");
        log.Write(Start, "only");
        log.End();
        var lines = new List<string>();
        var reading = ReadAsync(cluster, lines);
        await log.AskedAsync(3);

        server.Objects.Change<V1Pod>("a", pod => pod.Status.Phase = "Succeeded");
        await reading;

        Assert.Equal(["only"], lines);
        Assert.InRange(log.Requests, 3, 6);
    }

    [Fact]
    public async Task A_pod_that_is_not_there_is_told()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync();

        Assert.Equal(
            "YARD8510: get pods/log 'a' in namespace 'yard': there is no pods 'a'",
            Failures.Text(await Assert.ThrowsAsync<YardException>(() => ReadAsync(cluster, []))));
    }

    private static V1Pod Running(string name) => Some.Pod(name, Some.Status("Running", new V1ContainerState { Running = new V1ContainerStateRunning() }));

    private static async Task ReadAsync(ClusterConnection cluster, List<string> lines)
    {
        await foreach (var line in PodLogs.FollowAsync(cluster, "a", "step", TestContext.Current.CancellationToken)) lines.Add(line.Text);
    }
}
