using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Modelyard.Clusters;

/// <summary>One event of a watch. <paramref name="Object"/> is null for a bookmark.</summary>
internal sealed record WatchedEvent<T>(ChangeKind Kind, T? Object, string Version);

/// <summary>The server no longer has what happened since the version that was asked for: everything must be listed anew.</summary>
internal sealed class VersionGoneException() : Exception("the version is gone");

/// <summary>One request of a watch, from its answer to its end. Source: the API concepts of Kubernetes, efficient detection of changes.</summary>
internal static class WatchConnection
{
    /// <summary>Events since a version, until the server ends the request.</summary>
    /// <param name="version">The list's, the last event's or the last bookmark's.</param>
    /// <exception cref="VersionGoneException">410, as the answer's status or as an event.</exception>
    /// <exception cref="HttpOperationException">Another failure, as the answer's status or as an event.</exception>
    /// <exception cref="IOException">The connection broke, also in the middle of a line, or nothing came for longer than the request was to last.</exception>
    public static async IAsyncEnumerable<WatchedEvent<T>> ReadAsync<T>(
        ClusterConnection cluster, ResourceScope scope, string version, [EnumeratorCancellation] CancellationToken cancellation)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var lasting = cluster.Options.WatchRequest;
        var query = scope.Query("watch=true", "allowWatchBookmarks=true", $"resourceVersion={Uri.EscapeDataString(version)}", $"timeoutSeconds={(int)lasting.TotalSeconds}");
        var path = ResourceKind.Of<T>().Path(scope.Namespace ?? cluster.Namespace) + query;
        HttpResponseMessage answer;
        try
        {
            answer = await cluster.Transport.SendAsync(HttpMethod.Get, path, null, null, cancellation);
        }
        catch (HttpOperationException gone) when (gone.Response.StatusCode == HttpStatusCode.Gone)
        {
            throw new VersionGoneException();
        }

        using var _ = answer;
        await using var lines = new LineReader(await answer.Content.ReadAsStreamAsync(cancellation));
        // A connection that is half open says nothing, ever: the server was to end the request before this.
        using var silent = new CancellationTokenSource(lasting + TimeSpan.FromSeconds(30), cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silent.Token);
        while (true)
        {
            (string Text, bool IsWhole)? line;
            try
            {
                line = await lines.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new IOException("the server did not end the watch when it was to");
            }

            if (line is not { } read) yield break;
            if (!read.IsWhole) throw new IOException("the connection was cut in the middle of an event");
            if (read.Text.Length > 0) yield return Parse<T>(read.Text);
        }
    }

    private static WatchedEvent<T> Parse<T>(string line)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        using var document = JsonDocument.Parse(line);
        var content = document.RootElement.GetProperty("object");
        var kind = document.RootElement.GetProperty("type").GetString();
        switch (kind)
        {
            case "BOOKMARK":
                return new WatchedEvent<T>(ChangeKind.Modified, default, content.GetProperty("metadata").GetProperty("resourceVersion").GetString()!);
            case "ERROR":
                var code = content.TryGetProperty("code", out var number) ? number.GetInt32() : 500;
                if (code == (int)HttpStatusCode.Gone) throw new VersionGoneException();
                using (var answer = new HttpResponseMessage((HttpStatusCode)code))
                {
                    throw new HttpOperationException($"{code}") { Response = new HttpResponseMessageWrapper(answer, content.GetRawText()) };
                }

            case "ADDED" or "MODIFIED" or "DELETED":
                var read = KubernetesJson.Deserialize<T>(content);
                return new WatchedEvent<T>(kind switch { "ADDED" => ChangeKind.Added, "DELETED" => ChangeKind.Deleted, _ => ChangeKind.Modified }, read, read.Metadata.ResourceVersion);
            default:
                throw new JsonException($"an event of a watch is of type '{kind}'");
        }
    }
}
