namespace Modelyard.EndToEnd.Tests;

/// <summary>Clients that keep asking for predictions of both models until they are stopped.</summary>
internal sealed class Load
{
    private readonly LivePlatform _live;
    private readonly List<Task> _clients;
    private readonly List<string> _failures = [];
    private volatile bool _stopped;
    private int _asked;

    public Load(LivePlatform live)
    {
        _live = live;
        _clients = [.. Enumerable.Range(0, 4).Select(client => Task.Run(() => AskAsync(client)))];
    }

    public async Task StopAsync()
    {
        _stopped = true;
        await Task.WhenAll(_clients);
    }

    /// <summary>How many requests were asked and answered with something else than a prediction.</summary>
    public void AssertNoneFailed(int atLeast)
    {
        Assert.True(_failures.Count == 0, $"{_failures.Count} of {_asked} requests failed: {string.Join("; ", _failures.Take(5))}");
        Assert.True(_asked >= atLeast, $"only {_asked} requests were asked");
    }

    private async Task AskAsync(int client)
    {
        var model = client == 0 ? "listing-category" : "item-photo";
        var sample = _live.Samples(model)[0]!;
        for (var number = 0; !_stopped; number++)
        {
            var failure = await FailureAsync(model, sample, $"client-{client}-{number}");
            Interlocked.Increment(ref _asked);
            if (failure is not null) lock (_failures) _failures.Add(failure);
        }
    }

    private async Task<string?> FailureAsync(string model, System.Text.Json.Nodes.JsonNode sample, string subject)
    {
        try
        {
            var reply = await _live.PredictAsync(model, sample, ("x-yard-subject", subject));
            return reply.Status == 200 ? null : $"{model}: {reply.Status} {reply.Body}";
        }
        catch (HttpRequestException broken)
        {
            return $"{model}: {broken.Message}";
        }
    }
}
