using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Modelyard.Tests.Processes;

namespace Modelyard.EndToEnd.Tests;

/// <summary>An answer of the gateway.</summary>
public sealed record Reply(int Status, string Body, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Arm => Header("x-yard-arm");

    public string? Version => Header("x-yard-version");

    public IReadOnlyList<string> Labels => [.. Json["predictions"]!.AsArray().Select(prediction => prediction!["label"]!.GetValue<string>())];

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.Single() : null;
}

/// <summary><c>./yard up</c> in the fresh clone, for all tests of the collection, one after the other.</summary>
public sealed class LivePlatform(FreshClone clone) : IAsyncLifetime
{
    private HttpClient _http = null!;

    public FreshClone Clone => clone;

    public RunningYard Up { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Up = clone.Start("up", "--port", "0");
        _http = new HttpClient { BaseAddress = await Up.LiveAsync(), Timeout = TimeSpan.FromMinutes(1) };
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        Up.Signal("TERM");
        await Up.EndedAsync(TimeSpan.FromSeconds(60));
        Up.Dispose();
    }

    /// <summary>The instances of a model's samples.</summary>
    public JsonArray Samples(string model) => JsonNode.Parse(clone.Read($"models/{model}/samples.json"))!["instances"]!.AsArray();

    public Task<Reply> PredictAsync(string model, JsonNode instance, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, $"v1/models/{model}:predict", new JsonObject { ["instances"] = new JsonArray(instance.DeepClone()) }.ToJsonString(), headers);

    public Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    /// <summary>Subjects <c>s0</c>, <c>s1</c> … and the arm that answered each.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ArmsOfAsync(int subjects, JsonNode instance)
    {
        var arms = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, subjects, options, async (number, _) =>
        {
            var reply = await PredictAsync("item-photo", instance, ("x-yard-subject", $"s{number}"));
            Assert.True(reply.Status == 200 && reply.Header("x-yard-fallback") is null, reply.ToString());
            arms[$"s{number}"] = reply.Arm!;
        });
        return arms;
    }

    /// <summary>Waits until the gateway's catalogue says so.</summary>
    public async Task WeightsAsync(string model, string expected)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (await WeightsAsync(model) is var found && found != expected)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(60), $"expected {expected}, found {found}; up said:\n{Up.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> WeightsAsync(string model) =>
        string.Join(" ", (await SendAsync(HttpMethod.Get, "v1/models")).Json["models"]!.AsArray().Single(entry => entry!["model"]!.GetValue<string>() == model)!["arms"]!
            .AsArray().Select(arm => $"{arm!["arm"]}={arm["weight"]}"));
}

[CollectionDefinition]
public sealed class Live : ICollectionFixture<LivePlatform>;
