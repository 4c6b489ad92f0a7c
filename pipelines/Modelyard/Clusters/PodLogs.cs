using System.Net;
using System.Runtime.CompilerServices;
using k8s.Autorest;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>What a container writes, from its first line to its last, across broken connections.</summary>
public static class PodLogs
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until the container started, tells its lines as they come, and ends when it ended. Nothing is lost, nothing told twice.</summary>
    /// <param name="container"><see langword="null"/> for the pod's only or first one.</param>
    /// <exception cref="YardException">There is no such pod, or we may not read it.</exception>
    public static async IAsyncEnumerable<LogLine> FollowAsync(
        ClusterConnection cluster, string pod, string? container = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var pods = await cluster.WatchAsync<V1Pod>(ResourceScope.Named(pod), cancellation: cancellation);
        if (!pods.Objects.ContainsKey(pod)) throw ClusterCodes.NotFound.Failure($"get pods/log '{pod}' in namespace '{cluster.Namespace}': there is no pods '{pod}'");
        // A pod that is gone before its container started has no log.
        if (await pods.WaitAsync(pod, found => found is null || HasStarted(found, container), cancellation) is null) yield break;

        var position = new LogPosition();
        var lost = 0;
        var backoff = new Backoff(cluster.Time, FirstPause, cluster.Options.LongestPause);
        while (true)
        {
            // Asked before the log is: a log that is read after the container's end is whole when it ends.
            var isLast = pods.Objects.GetValueOrDefault(pod) is not { } now || HasEnded(now, container);
            var isWhole = true;
            await foreach (var line in RequestAsync(cluster, pod, container, position, isLast, () => isWhole = false, cancellation))
            {
                backoff.Reset();
                yield return line;
            }

            // A node that is gone took its logs along.
            if (isLast && (isWhole || ++lost > cluster.Options.Retries)) yield break;
            if (isWhole) await EndOrPauseAsync(pods, pod, container, backoff, cancellation);
            else await backoff.PauseAsync(null, cancellation);
        }
    }

    /// <summary>The kubelet ended a log because the container did; its status comes a little later, or never, where the connection only looked ended.</summary>
    private static async Task EndOrPauseAsync(ResourceCache<V1Pod> pods, string pod, string? container, Backoff backoff, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task ended = pods.WaitAsync(pod, found => found is null || HasEnded(found, container), either.Token);
        var pause = backoff.PauseAsync(null, either.Token);
        await Task.WhenAny(ended, pause);
        await either.CancelAsync();
        await Task.WhenAll(ended, pause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (ended.IsFaulted) await ended;
    }

    /// <summary>The last lines that a container wrote, oldest first; none where the log cannot be had any more.</summary>
    /// <param name="previous">Those of the run before, where the container was started again.</param>
    public static async Task<IReadOnlyList<string>> LastAsync(
        ClusterConnection cluster, string pod, string? container, int lines, bool previous = false, CancellationToken cancellation = default)
    {
        var query = new List<string> { $"tailLines={lines}" };
        if (container is not null) query.Add($"container={Uri.EscapeDataString(container)}");
        if (previous) query.Add("previous=true");
        try
        {
            using var answer = await cluster.Transport.SendAsync(HttpMethod.Get, Address(cluster, pod, query), null, null, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            return text.TrimEnd('\n').Split('\n') is [""] ? [] : text.TrimEnd('\n').Split('\n');
        }
        catch (Exception failed) when (failed is HttpOperationException or HttpRequestException or IOException or TimeoutException)
        {
            // Last lines adorn a failure that is told anyway.
            return [];
        }
    }

    /// <summary>One request's lines that were not told before.</summary>
    /// <param name="isLast">Whether the container has ended, so that a line without its end is one.</param>
    /// <param name="broken">Called where the request did not end as it should.</param>
    private static async IAsyncEnumerable<LogLine> RequestAsync(
        ClusterConnection cluster, string pod, string? container, LogPosition position, bool isLast, Action broken, [EnumeratorCancellation] CancellationToken cancellation)
    {
        position.Resume();
        var query = new List<string>(position.Query) { "timestamps=true", $"follow={(isLast ? "false" : "true")}" };
        if (container is not null) query.Add($"container={Uri.EscapeDataString(container)}");
        HttpResponseMessage answer;
        try
        {
            answer = await cluster.Transport.SendAsync(HttpMethod.Get, Address(cluster, pod, query), null, null, cancellation);
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            // A pod that was deleted meanwhile took its log along; one that failed before its container started has none.
            if (isLast && failed is HttpOperationException { Response.StatusCode: HttpStatusCode.NotFound or HttpStatusCode.BadRequest }) yield break;
            var asked = new ClusterRequest("get", "pods/log", pod, cluster.Namespace);
            if (TransientClusterFailure.Of(failed, asked, cluster.Time) is null && failed is not HttpOperationException { Response.StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.NotFound })
            {
                throw ClusterFailure.Of(failed, asked);
            }

            broken();
            yield break;
        }

        using var _ = answer;
        await using var lines = new LineReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (true)
        {
            (string Text, bool IsWhole)? read;
            try
            {
                read = await lines.ReadAsync(cancellation);
            }
            catch (Exception failed) when (failed is IOException or HttpRequestException)
            {
                broken();
                yield break;
            }

            if (read is not { } line) yield break;
            if (!line.IsWhole && !isLast)
            {
                broken();
                yield break;
            }

            if (LogLine.Parse(line.Text) is { } parsed && position.IsNew(parsed)) yield return parsed;
        }
    }

    private static string Address(ClusterConnection cluster, string pod, IEnumerable<string> query) =>
        $"{ResourceKind.Of<V1Pod>().Path(cluster.Namespace, pod)}/log?{string.Join('&', query)}";

    private static bool HasStarted(V1Pod pod, string? container) => HasEnded(pod, container) || State(pod, container) is { Running: not null } or { Terminated: not null };

    private static bool HasEnded(V1Pod pod, string? container) =>
        pod.Status?.Phase is "Succeeded" or "Failed" || (State(pod, container) is { Terminated: not null } && pod.Spec?.RestartPolicy == "Never");

    private static V1ContainerState? State(V1Pod pod, string? container) =>
        (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []).FirstOrDefault(status => container is null || status.Name == container)?.State;
}
