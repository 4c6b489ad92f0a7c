using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Modelyard.EndToEnd.Tests;

/// <summary><c>./yard up</c> in the fresh clone, serving.</summary>
public sealed class LivePlatform : IAsyncLifetime
{
    private readonly FreshClone _clone;
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    public LivePlatform(FreshClone clone)
    {
        _clone = clone;
        var start = new ProcessStartInfo(Path.Combine(clone.Root, "yard"), ["up", "--port", "0"])
        {
            WorkingDirectory = clone.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("YARD_ROOT");
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
    }

    /// <summary>A client of the gateway.</summary>
    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Everything it printed.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>The photos of <c>samples.json</c>, each as a request of its own.</summary>
    public IReadOnlyList<string> Photos { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilAsync(() => Task.FromResult(Said.Contains("Ctrl-C stops everything", StringComparison.Ordinal)), "up serves");
        Client.BaseAddress = new Uri(FreshClone.AddressIn(Said));
        var samples = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_clone.Root, "models", "item-photo", "samples.json")))!;
        Photos = [.. samples["instances"]!.AsArray().Select(photo => new JsonObject { ["instances"] = new JsonArray(photo!.DeepClone()) }.ToJsonString())];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await StopAsync();
        _process.Dispose();
        Client.Dispose();
    }

    /// <summary>Tells it to stop (SIGTERM) and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Process.Start("kill", ["-TERM", $"{_process.Id}"]).Dispose();
        await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        return _process.ExitCode;
    }

    /// <summary>Asks a model for predictions.</summary>
    public async Task<HttpResponseMessage> AskAsync(string model, string body, string? subject = null, string? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/models/{model}:predict") { Content = new StringContent(body) };
        if (subject is not null) request.Headers.Add("x-yard-subject", subject);
        if (version is not null) request.Headers.Add("x-yard-version", version);
        return await Client.SendAsync(request);
    }

    /// <summary>The arm that answers a subject; fails where nobody does.</summary>
    public async Task<string> ArmOfAsync(string subject)
    {
        using var answer = await AskAsync("item-photo", Photos[0], subject);
        answer.EnsureSuccessStatusCode();
        Assert.False(answer.Headers.Contains("x-yard-fallback"));
        return answer.Headers.GetValues("x-yard-arm").Single();
    }

    /// <summary>Waits for something that another process brings about.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(3), $"in three minutes it did not come to this: {what}\n{Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_said) _said.AppendLine(line.Data);
    }
}
