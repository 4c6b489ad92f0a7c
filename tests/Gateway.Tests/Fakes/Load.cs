using System.Collections.Concurrent;
using System.Net;
using Modelyard.Serving;

namespace Modelyard.Gateway.Tests.Fakes;

/// <summary>Four clients that ask the gateway for predictions without a pause, until stopped.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Clients = 4;

    private readonly ConcurrentQueue<LoadAnswer> _answers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _clients;

    public Load(TestGateway gateway) => _clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
    {
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            using var answer = await gateway.PredictAsync(subject: $"{client}-{i}");
            _answers.Enqueue(new LoadAnswer(answer.StatusCode, answer.Yard(YardHeaders.Version), answer.Yard(YardHeaders.Fallback)));
        }
    })));

    /// <summary>Waits for so many more answers.</summary>
    public Task AnswersAsync(int count)
    {
        var goal = _answers.Count + count;
        return Eventually.TrueAsync(() => Task.FromResult(_clients.IsFaulted || _answers.Count >= goal));
    }

    public async Task<IReadOnlyList<LoadAnswer>> StopAsync()
    {
        await _stop.CancelAsync();
        await _clients;
        return [.. _answers];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _clients.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }
}

internal sealed record LoadAnswer(HttpStatusCode Status, string? Version, string? Fallback);
