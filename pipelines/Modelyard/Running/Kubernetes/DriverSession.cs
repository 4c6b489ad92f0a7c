using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;

namespace Modelyard.Running.Kubernetes;

/// <summary>Starts a plan's driver, or finds the one that runs, and follows it. Whoever follows may go away: the run goes on.</summary>
/// <param name="graph">The steps as they are here, by whose names the driver's events are understood.</param>
/// <param name="log">Gets every line that a step writes.</param>
public sealed class DriverSession(ClusterConnection cluster, ClusterPlan plan, StepGraph graph, IRunObserver observer, Action<string> note, Action<string, string> log)
{
    private readonly WaitingNotes _waiting = new(note);
    private readonly Dictionary<string, StepNode> _steps = graph.ByName.ToDictionary(step => step.Key.ToString(), step => step.Value);

    /// <summary>The Job, once there is one.</summary>
    public string? Job { get; private set; }

    /// <summary>Follows the driver to the end of the run.</summary>
    /// <param name="image">The driver's image.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="Diagnostics.YardException">The driver cannot be started, or ended too soon.</exception>
    public async Task<DriverEvent> RunAsync(string image, CancellationToken cancellation)
    {
        await using var watch = await ClusterWatch.StartAsync(cluster, DriverJob.SelectorOf(plan), note, cancellation);
        Job = await StartAsync(watch, image, cancellation);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var hopeless = watch.HopelessAsync(Job, (reason, waits) => _waiting.Tell("the driver", reason, waits), either.Token);
        var followed = FollowAsync(watch, Job, either.Token);
        try
        {
            if (await Task.WhenAny(followed, hopeless) == followed) return await followed;
            var reason = await hopeless;
            // Left there, it would be found by the next run, however that was corrected.
            await CancelAsync(cancellation);
            throw ClusterRunCodes.DriverEnded.Failure($"{Job}: {reason}");
        }
        finally
        {
            await either.CancelAsync();
            await Task.WhenAll(followed, hopeless).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends the run: its driver, and every step that no other run wants.</summary>
    public Task CancelAsync(CancellationToken cancellation) => Job is { } job ? cluster.DeleteJobAsync(job, cancellation) : Task.CompletedTask;

    private async Task<string> StartAsync(ClusterWatch watch, string image, CancellationToken cancellation)
    {
        if (watch.Jobs.Values.FirstOrDefault(JobState.IsLive) is { } live)
        {
            note($"attached to {live.Metadata.Name}, which does this already");
            return live.Metadata.Name;
        }

        for (var number = watch.Jobs.Values.Select(JobState.AttemptOf).DefaultIfEmpty(0).Max() + 1; ; number++)
        {
            if (await cluster.CreateAsync(DriverJob.Of(plan, image, number), cancellation) is { } made) return made.Metadata.Name;
        }
    }

    // One pod after another: a driver that is killed is replaced.
    private async Task<DriverEvent> FollowAsync(ClusterWatch watch, string job, CancellationToken cancellation)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var over = watch.AwaitEndAsync(job, either.Token);
            var next = watch.AwaitPodAsync(job, seen, either.Token);
            try
            {
                await Task.WhenAny(next, over);
                // Of a Job that has ended already the pod's log is still to be read.
                if (!next.IsCompletedSuccessfully || await next is not { } pod) throw await EndedAsync(watch, await over, cancellation);
                seen.Add(pod.Metadata.Name);
                if (await ReadAsync(pod.Metadata.Name, cancellation) is { } end) return end;
                note($"the driver's pod {pod.Metadata.Name} ended before the run did");
            }
            finally
            {
                await either.CancelAsync();
                await Task.WhenAll(over, next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<DriverEvent?> ReadAsync(string pod, CancellationToken cancellation)
    {
        await foreach (var line in PodLogs.FollowAsync(cluster, pod, "driver", cancellation))
        {
            if (DriverEvent.Parse(line.Text) is not { } happened) note(line.Text);
            else if (happened.Kind == DriverEventKind.End) return happened;
            else Show(happened);
        }

        return null;
    }

    private void Show(DriverEvent happened)
    {
        switch (happened.Kind)
        {
            case DriverEventKind.Run:
                var nodes = happened.Steps!.Select(name => _steps.GetValueOrDefault(name)).OfType<StepNode>().ToList();
                observer.Started(happened.Run!, new StepGraph(nodes, nodes.ToDictionary(node => node.Name)));
                break;
            case DriverEventKind.Step when _steps.TryGetValue(happened.Step!, out var node):
                observer.Changed(new StepProgress(node, happened.State!.Value, happened.Attempt ?? 0, happened.Seconds ?? 0, happened.Failure?.ToDiagnostic()));
                break;
            case DriverEventKind.Log:
                log(happened.Step!, happened.Text!);
                break;
            case DriverEventKind.Note:
                note(happened.Text!);
                break;
        }
    }

    private async Task<Diagnostics.YardException> EndedAsync(ClusterWatch watch, V1Job? job, CancellationToken cancellation) =>
        ClusterRunCodes.DriverEnded.Failure(job is null ? $"{Job} was deleted" : $"{Job}: {await watch.ReasonAsync(job, cancellation)}");
}
