using System.Net.Http.Headers;
using k8s;
using k8s.Autorest;

namespace Modelyard.Clusters;

/// <summary>
/// Sends what the client's typed calls cannot: watches and logs whose bytes are ours to read, and objects of any kind. Same connections, same credentials.
/// </summary>
internal sealed class ApiTransport(k8s.Kubernetes client, ClusterOptions options)
{
    /// <summary>Sends one request; the answer's body is still to be read.</summary>
    /// <param name="path">Path and query below the API server's address.</param>
    /// <exception cref="HttpOperationException">The server answered with a failure.</exception>
    /// <exception cref="TimeoutException">It did not begin to answer in time.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string? type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path)) { Version = new Version(2, 0) };
        if (body is not null) request.Content = new StringContent(body, new MediaTypeHeaderValue(type!));
        using var late = new CancellationTokenSource(options.Patience, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            if (client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, either.Token);
            var answer = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer)
            {
                var said = await answer.Content.ReadAsStringAsync(either.Token);
                throw new HttpOperationException($"{(int)answer.StatusCode}")
                {
                    Request = new HttpRequestMessageWrapper(request, body ?? ""),
                    Response = new HttpResponseMessageWrapper(answer, said),
                };
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer in {options.Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Sends one request and reads one object.</summary>
    public async Task<T> ReadAsync<T>(HttpMethod method, string path, string? body, string? type, CancellationToken cancellation)
    {
        using var answer = await SendAsync(method, path, body, type, cancellation);
        await using var content = await answer.Content.ReadAsStreamAsync(cancellation);
        return KubernetesJson.Deserialize<T>(content);
    }
}
