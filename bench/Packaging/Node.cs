using System.Diagnostics;
using System.Text.Json;
using Modelyard.Bench.Measuring;

namespace Modelyard.Bench.Packaging;

/// <summary>A machine that serves: podman with storage of its own, which starts empty.</summary>
internal sealed class Node : IAsyncDisposable
{
    // What an engine in a container of its own needs; harmless elsewhere.
    private static readonly string[] Start = ["--ulimit", "nofile=20000:20000", "--ulimit", "nproc=4096:4096", "--network", "host"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string _folder;
    private readonly string[] _global;

    public Node(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        _global = ["--root", Path.Combine(folder, "root"), "--runroot", Path.Combine(folder, "run"), "--tmpdir", Path.Combine(folder, "tmp"), "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "none"];
    }

    /// <summary>Brings images here, one after the other.</summary>
    public async Task PullAsync(IEnumerable<string> references)
    {
        foreach (var reference in references) await PodmanAsync("pull", "-q", "--tls-verify=false", reference);
    }

    /// <summary>Starts a server and stops it.</summary>
    /// <returns>Seconds from the start of the container to the first answer of <c>/healthz</c>.</returns>
    public async Task<double> ServeAsync(string image, IReadOnlyList<string> mounts)
    {
        var port = LocalRegistry.FreePort();
        var settings = Path.Combine(_folder, "serve.json");
        await File.WriteAllTextAsync(settings, JsonSerializer.Serialize(new { identity = "bench", artifact = "/yard/model", host = "127.0.0.1", port }));
        var started = Stopwatch.GetTimestamp();
        await PodmanAsync("run", ["-d", "-q", "--name", "server", "--pull=never", .. Start, "-v", $"{settings}:/yard/serve.json:ro", .. mounts, image]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        while (!await AnswersAsync(http))
        {
            if (Stopwatch.GetElapsedTime(started) > Limit) throw new TimeoutException($"{image} does not answer: {await PodmanAsync("logs", "server")}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await PodmanAsync("rm", "-f", "-t", "0", "server");
        return seconds;
    }

    /// <summary>Bytes that it holds.</summary>
    public Task<long> DiskAsync() => Commands.DiskAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await PodmanAsync("rm", "-a", "-f", "-t", "0");
        await PodmanAsync("rmi", "-a", "-f");
        await Commands.RunAsync("/", "sh", "-c", "umount \"$0\"/root/overlay 2>/dev/null; rm -rf \"$0\"", _folder);
    }

    private Task<string> PodmanAsync(string verb, params IEnumerable<string> arguments) => Commands.RunAsync("/", "podman", [.. _global, verb, .. arguments]);

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("healthz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
