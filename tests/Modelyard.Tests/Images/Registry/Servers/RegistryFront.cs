using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Modelyard.Tests.Images.Registry.Servers;

/// <summary>Stands before a registry, remembers what it was asked, and fails as a test tells it to.</summary>
internal sealed class RegistryFront : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = System.Net.DecompressionMethods.None });
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly DebianRegistry _registry;
    private LoopbackServer? _server;

    private RegistryFront(DebianRegistry registry) => _registry = registry;

    /// <summary><c>127.0.0.1:5001</c></summary>
    public string Host => _server!.Host;

    /// <summary>Does something else than forward; told how to forward. True: it has answered.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    /// <summary><c>HEAD /v2/a/blobs/sha256:…</c>, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Bytes of request bodies of blobs.</summary>
    public long BlobBytes;

    public static async Task<RegistryFront> StartAsync(DebianRegistry registry)
    {
        var front = new RegistryFront(registry);
        front._server = await LoopbackServer.StartAsync(front.AnswerAsync);
        return front;
    }

    /// <summary>Forgets what was asked.</summary>
    public void Forget()
    {
        _asked.Clear();
        BlobBytes = 0;
    }

    /// <summary>What the registry answers; its body is still to be read.</summary>
    public async Task<HttpResponseMessage> ForwardAsync(HttpContext context, Stream? body = null)
    {
        var asked = context.Request;
        using var request = new HttpRequestMessage(new HttpMethod(asked.Method), $"http://{_registry.Host}{asked.Path.Value!}{asked.QueryString}");
        if (asked.ContentLength is { } length) request.Content = new StreamContent(body ?? asked.Body) { Headers = { ContentLength = length } };
        foreach (var header in asked.Headers.Where(header => header.Key is not "Content-Length" and not "Transfer-Encoding" and not "Connection"))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, [.. header.Value])) request.Content?.Headers.TryAddWithoutValidation(header.Key, [.. header.Value]);
        }

        request.Headers.Host = asked.Host.Value;
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
    }

    /// <summary>Status and headers of an answer.</summary>
    public static void Head(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not "Transfer-Encoding" and not "Connection"))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        _asked.Enqueue($"{context.Request.Method} {context.Request.Path}");
        if (context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal)) Interlocked.Add(ref BlobBytes, context.Request.ContentLength ?? 0);
        try
        {
            if (await Instead(context)) return;
            using var answer = await ForwardAsync(context);
            Head(context, answer);
            if (context.Request.Method != "HEAD") await answer.Content.CopyToAsync(context.Response.Body, CancellationToken.None);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or BadHttpRequestException)
        {
            context.Abort();
        }
    }
}
