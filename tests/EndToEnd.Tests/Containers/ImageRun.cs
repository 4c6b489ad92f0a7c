using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Running.Contract;
using Modelyard.Tests.Shared;

namespace Modelyard.EndToEnd.Tests.Containers;

/// <summary>What an image does when podman runs it.</summary>
internal sealed class ImageRun(string reference) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    // Finds every module of the component, or where there is no Python the frameworks of .NET.
    private const string Look = """
        cd /yard/component && if test -e /usr/bin/python3
        then exec /usr/bin/python3 -c 'import importlib.util, os; print(len([importlib.util.find_spec(name[:-3]).name for name in os.listdir() if name.endswith(".py")]))'
        else exec /usr/share/dotnet/dotnet --list-runtimes
        fi
        """;

    private readonly PodmanImage _image = new(reference);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("yard-tests-");

    /// <summary>Its StepRunner runs the interpreter that its component runs on, and says how that ended.</summary>
    public async Task AssertStepRunnerRunsAsync(string component)
    {
        var job = new StepJob
        {
            Command = ["/bin/sh", "-c", Look],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["PYTHONPATH"] = "/yard/component:/yard/runtime", ["HOME"] = "/tmp" },
            WorkingDirectory = _folder.FullName,
            Writable = [_folder.FullName],
            Log = At("log"),
            TimeoutSeconds = Longest.TotalSeconds,
            Outcome = At("outcome.json"),
        };
        await File.WriteAllBytesAsync(At("job.json"), JsonSerializer.SerializeToUtf8Bytes(job, StepContractJson.Default.StepJob));
        Programs.Run("chmod", "-R", "a+rwX", _folder.FullName);

        _image.Run(["--volume", $"{_folder.FullName}:{_folder.FullName}"], At("job.json"));

        var said = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(job.Outcome), StepContractJson.Default.StepOutcome)!;
        Assert.True(said is { End: StepEnd.Exited, ExitCode: 0 }, $"{component}: {said}\n{await File.ReadAllTextAsync(job.Log)}");
        Assert.Matches("^([1-9][0-9]*|Microsoft.AspNetCore.App 10.*)\n", await File.ReadAllTextAsync(job.Log));
    }

    /// <summary>It serves the model that is baked in, and answers each of the samples.</summary>
    public async Task AssertAnswersAsync(string model, string samples)
    {
        var port = FreePort();
        var settings = JsonNode.Parse(_image.Run(["--entrypoint", "/bin/cat"], "/yard/serve.json"))!;
        // Its own say all addresses, port 8080, which somebody may have.
        (settings["host"], settings["port"]) = ("127.0.0.1", port);
        await File.WriteAllTextAsync(At("serve.json"), settings.ToJsonString());
        Programs.Run("chmod", "-R", "a+rX", _folder.FullName);
        var container = $"yard-tests-{Guid.NewGuid():N}";
        _image.Start(container, "--volume", $"{At("serve.json")}:/yard/serve.json:ro");
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            await HealthyAsync(client, container);
            using var body = new StringContent(samples, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri($"v1/models/{model}:predict", UriKind.Relative), body, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, text);
            Assert.Equal(JsonNode.Parse(samples)!["instances"]!.AsArray().Count, JsonNode.Parse(text)!["predictions"]!.AsArray().Count);
        }
        finally
        {
            Programs.Run("podman", "rm", "--force", "--time", "5", container);
        }
    }

    public void Dispose()
    {
        _image.Dispose();
        _folder.Delete(recursive: true);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static async Task HealthyAsync(HttpClient client, string container)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var health = await client.GetAsync(new Uri("healthz", UriKind.Relative), TestContext.Current.CancellationToken);
                if (health.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            Assert.True(Stopwatch.GetElapsedTime(since) < Longest, Programs.Run("podman", "logs", container));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
