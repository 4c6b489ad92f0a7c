using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Modelyard.Serving;

namespace Modelyard.Cluster.Tests.Deploying;

/// <summary>A client that asks without a pause until it is told to stop, and remembers every answer that was none.</summary>
internal sealed class ClientLoop : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, int> _answered = new();
    private readonly Task _running;
    private int _asked;

    public ClientLoop(Uri gateway, string model, int clients = 2)
    {
        var address = new Uri(gateway, $"v1/models/{model}:predict");
        _running = Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => RunAsync(address))));
    }

    public IReadOnlyList<string> Failures => [.. _failures];

    public int Asked => _asked;

    /// <summary>Version → answers since the last call.</summary>
    public IReadOnlyDictionary<string, int> Answered()
    {
        var answered = _answered.ToArray().ToDictionary();
        _answered.Clear();
        return answered;
    }

    /// <summary>Asks so many times more.</summary>
    public async Task MoreAsync(int requests)
    {
        var until = _asked + requests;
        while (Volatile.Read(ref _asked) < until) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _http.Dispose();
    }

    private async Task RunAsync(Uri address)
    {
        while (!_end.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _asked);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new JsonObject { ["instances"] = new JsonArray(new JsonObject()) }) };
                request.Headers.Add(YardHeaders.Subject, $"user-{number}");
                using var answer = await _http.SendAsync(request, CancellationToken.None);
                if (answer.IsSuccessStatusCode) _answered.AddOrUpdate(answer.Headers.GetValues(YardHeaders.Version).Single(), 1, (_, count) => count + 1);
                else _failures.Enqueue($"{number}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
            catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
            {
                _failures.Enqueue($"{number}: {failed.Message}");
            }
        }
    }
}
