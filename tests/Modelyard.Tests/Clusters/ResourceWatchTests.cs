using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Clusters;

public sealed class ResourceWatchTests
{
    private static readonly ClusterOptions Hasty = new() { Time = new HastyTime() };
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_forced_disconnects_lose_no_update_and_make_no_list()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        server.Objects.Put(Some.Map("first"));
        var told = new Told();
        await using var reading = told.Read(new ResourceWatch<V1ConfigMap>(cluster, new ResourceScope()));
        await server.Objects.WatchedAsync();

        var made = new List<string>();
        for (var round = 0; round < 1_000; round++)
        {
            // Before the cut, after it, or both: the watch is open, going, or gone when things happen.
            if (round % 3 != 0) made.Add(server.Objects.Put(Some.Map($"map-{round % 7}", $"{round}")).Metadata.ResourceVersion);
            if (round % 11 == 0) server.Objects.Bookmark();
            if (round % 5 == 0) server.Objects.EndWatches();
            else server.Objects.CutWatches();
            if (round % 3 != 1) made.Add(server.Objects.Put(Some.Map($"map-{round % 5}", $"{round} again")).Metadata.ResourceVersion);
            await server.Objects.WatchedAsync();
        }

        await told.UntilAsync(made.Count + 1);
        Assert.Equal(["Added first 1001", .. made], told.All.Select((change, number) => number == 0 ? $"{change.Kind} {change.Object.Metadata.Name} {change.Object.Metadata.ResourceVersion}" : change.Object.Metadata.ResourceVersion));
        Assert.Equal(1, server.Count("list", "configmaps"));
        Assert.InRange(server.Count("watch", "configmaps"), 1_001, int.MaxValue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_410_everything_is_listed_once_and_what_differs_is_told(bool asAnEvent)
    {
        await using var server = await TestCluster.StartAsync();
        server.Objects.IsGoneAnEvent = asAnEvent;
        using var cluster = await server.OpenAsync(Hasty);
        foreach (var name in new[] { "same", "changed", "deleted", "made-anew" }) server.Objects.Put(Some.Map(name));
        var told = new Told();
        await using var reading = told.Read(new ResourceWatch<V1ConfigMap>(cluster, new ResourceScope()));
        await told.UntilAsync(4);
        await server.Objects.WatchedAsync();

        // All of it while nobody watches: the next watch is refused for good, since the server has forgotten.
        server.Instead = Faults.Always(asked => asked.Verb == "watch", Faults.Cut);
        server.Objects.CutWatches();
        server.Objects.Put(Some.Map("changed", "now"));
        server.Objects.Delete<V1ConfigMap>("deleted");
        server.Objects.Delete<V1ConfigMap>("made-anew");
        server.Objects.Put(Some.Map("made-anew", "now"));
        server.Objects.Put(Some.Map("new"));
        server.Objects.Compact();
        server.Instead = null;

        await told.UntilAsync(9);
        Assert.Equal(["Deleted deleted", "Deleted made-anew", "Modified changed", "Added made-anew", "Added new"], told.Lines.Skip(4));
        Assert.Equal(2, server.Count("list", "configmaps"));
    }

    [Fact]
    public async Task A_bookmark_keeps_a_quiet_watch_from_being_too_old()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        var told = new Told();
        await using var reading = told.Read(new ResourceWatch<V1ConfigMap>(cluster, new ResourceScope(Fields: "metadata.name=mine")));
        await server.Objects.WatchedAsync();

        // Others' changes, which this watch does not see, are forgotten; it would be too old without the bookmark.
        for (var number = 0; number < 10; number++) server.Objects.Put(Some.Map($"other-{number}"));
        server.Objects.Bookmark();
        server.Objects.Compact();
        server.Objects.EndWatches();
        await server.Objects.WatchedAsync();
        server.Objects.Put(Some.Map("mine"));

        await told.UntilAsync(1);
        Assert.Equal(["Added mine"], told.Lines);
        Assert.Equal(1, server.Count("list", "configmaps"));
    }

    [Fact]
    public async Task What_leaves_the_selector_is_deleted_and_what_comes_in_is_added()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        server.Objects.Put(Some.Map("a", "1", ("modelyard.org/plan", "p")));
        server.Objects.Put(Some.Map("b", "1", ("modelyard.org/plan", "q")));
        var told = new Told();
        await using var reading = told.Read(new ResourceWatch<V1ConfigMap>(cluster, new ResourceScope(ClusterLabels.Selector((ClusterLabels.Plan, "p")))));
        await server.Objects.WatchedAsync();

        server.Objects.Put(Some.Map("a", "1", ("modelyard.org/plan", "q")));
        server.Objects.Put(Some.Map("b", "1", ("modelyard.org/plan", "p")));

        await told.UntilAsync(3);
        Assert.Equal(["Added a", "Deleted a", "Added b"], told.Lines);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_after_the_time_that_it_names()
    {
        await using var server = await TestCluster.StartAsync();
        var time = new HastyTime();
        using var cluster = await server.OpenAsync(new ClusterOptions { Time = time });
        server.Instead = Faults.First(2, asked => asked.Verb == "watch", Faults.Answer(429, "TooManyRequests", "too many requests, please try again later", null, ("Retry-After", "7")));
        var told = new Told();
        var troubles = new List<string>();
        await using var reading = told.Read(new ResourceWatch<V1ConfigMap>(cluster, new ResourceScope(), trouble => troubles.Add(Failures.Text(trouble))));
        await server.Objects.WatchedAsync();

        Assert.Equal(2, time.Waits.Count(wait => wait == TimeSpan.FromSeconds(7)));
        Assert.Equal(Enumerable.Repeat("YARD8519: watch configmaps in namespace 'yard': too many requests: too many requests, please try again later", 2), troubles);
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_asked_less_and_less_and_given_up_in_the_end()
    {
        await using var server = await TestCluster.StartAsync();
        var time = new HastyTime();
        using var cluster = await server.OpenAsync(new ClusterOptions { Time = time, WatchPatience = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(10) });
        server.Instead = Faults.Always(asked => asked.Verb == "watch", Faults.Answer(503, "ServiceUnavailable", "etcd is down"));

        var failed = await Assert.ThrowsAsync<YardException>(async () =>
        {
            await foreach (var change in new ResourceWatch<V1ConfigMap>(cluster, new ResourceScope()).ChangesAsync(Stop)) Assert.Fail(change.ToString());
        });

        Assert.Equal("YARD8520: watch configmaps in namespace 'yard': the cluster answers 503: etcd is down", Failures.Text(failed));
        Assert.InRange(server.Count("watch", "configmaps"), 5, 60);
        Assert.Contains(time.Waits, wait => wait >= TimeSpan.FromSeconds(5) && wait <= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_watch_that_is_forbidden_ends_with_what_is_missing()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        server.May = (resource, verb) => verb != "watch";

        var failed = await Assert.ThrowsAsync<YardException>(async () =>
        {
            await foreach (var change in new ResourceWatch<V1Job>(cluster, new ResourceScope()).ChangesAsync(Stop)) Assert.Fail(change.ToString());
        });

        Assert.Equal("YARD8508: 'system:serviceaccount:yard:yard-driver' may not watch jobs.batch in namespace 'yard'", Failures.Text(failed));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_for_too_long_is_left_and_the_watch_goes_on()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        var silent = new TaskCompletionSource();
        server.Instead = Faults.First(1, asked => asked.Verb == "watch", async context =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            silent.SetResult();
            await Faults.Hang(context);
        });
        var told = new Told();
        await using var reading = told.Read(new ResourceWatch<V1ConfigMap>(cluster, new ResourceScope()));
        await silent.Task;
        server.Objects.Put(Some.Map("a"));

        await told.UntilAsync(1);
        Assert.Equal(2, server.Count("watch", "configmaps"));
    }

    [Fact]
    public async Task Many_wait_on_one_watch()
    {
        await using var server = await TestCluster.StartAsync();
        using var cluster = await server.OpenAsync(Hasty);
        for (var number = 0; number < 20; number++) server.Objects.Put(Some.Job($"job-{number}"));
        await using var jobs = await cluster.WatchAsync<V1Job>(new ResourceScope(), cancellation: Stop);

        var waiting = Enumerable.Range(0, 20).Select(number => jobs.WaitAsync($"job-{number}", job => job?.Status?.Succeeded == 1, Stop)).ToList();
        var gone = jobs.WaitAsync("job-3", job => job is null, Stop);
        for (var number = 0; number < 20; number++) server.Objects.Change<V1Job>($"job-{number}", job => job.Status = new V1JobStatus { Succeeded = 1 });
        server.Objects.CutWatches();
        await Task.WhenAll(waiting);
        server.Objects.Delete<V1Job>("job-3");

        Assert.Null(await gone);
        Assert.Equal((1, 19), (server.Count("list", "jobs.batch"), jobs.Objects.Count));
    }
}
