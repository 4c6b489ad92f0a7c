using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Containers;
using Modelyard.Running.Store;
using Modelyard.Serving;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Containers;

/// <summary>A server in a container: it starts, answers, and is gone when it should be, however that comes.</summary>
public sealed class ContainerServerTests : IDisposable
{
    private const string Program = """
        import http.server, json, os, signal, sys
        BEFORE
        serve = json.load(open(os.environ["YARD_SERVE"]))
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/hoard": b"x" * (1 << 30)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"identity": serve["identity"], "user": os.getuid(), "process": os.getpid()}).encode())
        signal.signal(15, SIGNAL)
        print("a line of log", flush=True)
        http.server.HTTPServer((serve["host"], serve["port"]), Handler).serve_forever()
        """;

    private readonly ScratchFolder _folder = new();
    private readonly YardStore _store;
    private readonly ContainerHost _host;

    public ContainerServerTests()
    {
        _store = new YardStore(_folder.At(".yard"));
        Directory.CreateDirectory(_store.Servers);
        _host = new ContainerHost(_store, TimeProvider.System);
    }

    public void Dispose()
    {
        _host.Dispose();
        _store.Staging.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Answers_as_nobody_and_stops_when_it_is_told_to()
    {
        var server = await StartAsync("lambda *_: sys.exit(3)");
        using var client = new HttpClient();
        var told = JsonNode.Parse(await client.GetStringAsync(new Uri(server.Address, "any"), TestContext.Current.CancellationToken))!;

        Assert.NotEqual(0, told["user"]!.GetValue<int>());
        Assert.Equal(1, told["process"]!.GetValue<int>());
        Assert.Contains("a line of log", server.LogTail);
        // By this machine's numbers it is another process, in a session that is not its client's.
        Assert.NotEqual(server.ProcessId, server.Session);
        Assert.Contains("http.server", File.ReadAllText($"/proc/{server.Session}/cmdline"), StringComparison.Ordinal);
        Assert.Single(Podman.Containers(_store.Root));

        Assert.Equal("exited with code 3", (await server.StopAsync()).ToString());
        Assert.Empty(Podman.Containers(_store.Root));
    }

    [Fact]
    public async Task One_that_will_not_stop_is_removed_with_its_container()
    {
        var server = await StartAsync("signal.SIG_IGN");

        await server.StopAsync();

        Assert.Empty(Podman.Containers(_store.Root));
        Assert.False(Directory.Exists($"/proc/{server.Session}"));
    }

    [Fact]
    public async Task One_that_needs_more_memory_than_it_may_use_to_start_is_told_so()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => StartAsync("signal.SIG_DFL", before: "b'x' * (1 << 30)", memory: 128 << 20));

        Assert.StartsWith(
            "error YARD6110: toy@dev1: the server ran out of memory before it was ready: serving.memory is 128Mi, and its container holds no more; it wrote nothing to its log ",
            failure.Diagnostics[0].ToString(),
            StringComparison.Ordinal);
        Assert.Empty(Podman.Containers(_store.Root));
    }

    [Fact]
    public async Task One_that_comes_to_need_more_memory_ends_for_that_reason()
    {
        var server = await StartAsync("signal.SIG_DFL", memory: 128 << 20);
        using var client = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(server.Address, "hoard"), TestContext.Current.CancellationToken));

        Assert.True((await server.Exited).OutOfMemory);
        Assert.Empty(Podman.Containers(_store.Root));
    }

    private async Task<ModelServerProcess> StartAsync(string onTerminate, string before = "", long? memory = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var image = await (await HostImage.CreateAsync(_folder.At("images"), cancellation)).OfAsync(null!, cancellation);
        var engine = await _host.ReadyAsync(image, [], cancellation);
        var run = new ContainerRun
        {
            Name = ServerContainer.Name,
            Image = image,
            Entrypoint = Programs.Python,
            Arguments = ["-S", "-c", Program.Replace("SIGNAL", onTerminate, StringComparison.Ordinal).Replace("BEFORE", before, StringComparison.Ordinal)],
            Environment = new Dictionary<string, string> { ["YARD_SERVE"] = "/yard/serve.json" },
            Labels = _host.Labels,
            Mounts = [new(ServerContainer.Document, At: "/yard/serve.json"), .. image.HostFolders.Select(folder => new ContainerMount(folder))],
            HostNetwork = true,
            Memory = memory,
            IsKept = true,
        };
        var definition = new ServerDefinition
        {
            Model = "toy",
            VersionName = "dev1",
            Identity = Digest.Of("dev1"u8),
            ArtifactFolder = "/artifact",
            FileName = engine.Program,
            Arguments = engine.Run(run),
            Environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["HOME"] = Environment.GetEnvironmentVariable("HOME") ?? "/" },
            Container = new ServerContainer(_host, engine, memory),
        };
        return await ModelServerProcess.StartAsync(definition, new ServingOptions { Folder = _store.Servers, Grace = TimeSpan.FromSeconds(2) }, TimeProvider.System, cancellation);
    }
}
