using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>A server in a process of its own, on a port that it chose.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public int Port { get; private set; }

    /// <summary>Of TensorFlow Serving's protocol; 0 where the settings do not ask for it.</summary>
    public int GrpcPort { get; private set; }

    /// <summary>Of the same over REST.</summary>
    public int RestPort { get; private set; }

    /// <summary>What is told to a server of an artifact; a test may change it before the start.</summary>
    public static JsonObject Settings(string artifact, string model) => new()
    {
        ["model"] = model,
        ["version"] = "dev1",
        ["identity"] = "sha256:0123",
        ["artifact"] = artifact,
        ["host"] = "127.0.0.1",
        ["port"] = 0,
        ["workers"] = 2,
    };

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(TestArtifacts artifacts, JsonObject settings)
    {
        var server = Launch(WriteSettings(artifacts, settings.ToJsonString()));
        var line = await server._process.StandardOutput.ReadLineAsync();
        if (line is null)
        {
            throw new InvalidOperationException($"the server did not start: {await server._errors}");
        }

        List<int> ports = [.. PortPattern().Matches(line).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)), 0, 0];
        (server.Port, server.GrpcPort, server.RestPort) = (ports[0], ports[1], ports[2]);
        return server;
    }

    /// <summary>Starts a server that must end by itself: its exit code, and what it wrote to standard error.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(string? serve)
    {
        await using var server = Launch(serve);
        await server._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (server._process.ExitCode, await server._errors);
    }

    public static string WriteSettings(TestArtifacts artifacts, string text)
    {
        var path = Path.Combine(artifacts.NewFolder(), "serve.json");
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The settings with free ports for TensorFlow Serving's protocol.</summary>
    public static JsonObject WithTensorFlow(JsonObject settings)
    {
        settings["tensorflow-serving"] = new JsonObject { ["grpc"] = 0, ["rest"] = 0 };
        return settings;
    }

    /// <summary>Sends the bytes of a request to the REST of TensorFlow Serving's protocol and reads the answer.</summary>
    public Task<Answer> SendRestAsync(string method, string path, string body = "") => RawConnection.AskAsync(RestPort, RawRequest.Of(method, path, System.Text.Encoding.UTF8.GetBytes(body)));

    /// <summary>Sends the bytes of a request and reads the answer.</summary>
    public Task<Answer> SendAsync(byte[] request) => RawConnection.AskAsync(Port, request);

    public Task<Answer> PredictAsync(string model, string body) =>
        SendAsync(RawRequest.Of("POST", $"/v1/models/{model}:predict", System.Text.Encoding.UTF8.GetBytes(body)));

    public async Task<JsonElement> PredictAsync(string model, JsonNode instances)
    {
        var answer = await PredictAsync(model, new JsonObject { ["instances"] = instances.DeepClone() }.ToJsonString());
        Assert.True(answer.Status == 200, $"{answer.Status}: {answer.Text}");
        return answer.Json.GetProperty("predictions");
    }

    /// <summary>Resident memory, in bytes.</summary>
    public long ResidentMemory()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>The files that the process has mapped, its libraries among them.</summary>
    public string MappedFiles() => File.ReadAllText($"/proc/{_process.Id}/maps");

    public bool HasExited => _process.HasExited;

    public void SendTerminate() => Assert.Equal(0, Kill(_process.Id, Terminate));

    /// <summary>Waits for the end: the exit code, and what was written to standard error.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ServerProcess Launch(string? serve)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "yard-model-server"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("YARD_SERVE");
        if (serve is not null)
        {
            start.Environment["YARD_SERVE"] = serve;
        }

        return new ServerProcess(Process.Start(start)!);
    }

    [GeneratedRegex(":([0-9]+)(?:,|$)")]
    private static partial Regex PortPattern();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
