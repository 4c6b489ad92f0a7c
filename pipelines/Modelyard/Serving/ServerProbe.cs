using System.Text.Json;

namespace Modelyard.Serving;

/// <summary>Asks a server on this machine whether it is well, and which version it answers for.</summary>
internal static class ServerProbe
{
    private const int MostBytes = 4 << 20;

    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>Whether <c>/healthz</c> gives 200 within the limit.</summary>
    public static async Task<bool> IsHealthyAsync(Uri server, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            using var answer = await Client.GetAsync(new Uri(server, "healthz"), either.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The identity in the model's metadata; <see langword="null"/> where the server tells none.</summary>
    public static async Task<string?> IdentityAsync(Uri server, string model, CancellationToken cancel)
    {
        try
        {
            var text = await Client.GetStringAsync(new Uri(server, $"v1/models/{model}/metadata"), cancel);
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("identity", out var identity) ? identity.GetString() : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
