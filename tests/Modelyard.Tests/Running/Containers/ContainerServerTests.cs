using System.Net.Sockets;
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

    [Fact]
    public async Task A_worker_that_comes_to_need_more_memory_is_told_while_its_server_lives_on()
    {
        // gunicorn itself, with one worker that hoards when it is asked to.
        const string gunicorn = """
            import sys
            sys.path.append("/usr/lib/python3/dist-packages")
            import json, os
            from gunicorn.app.base import BaseApplication
            serve = json.load(open(os.environ["YARD_SERVE"]))
            def answer(environ, start):
                if environ["PATH_INFO"] == "/hoard": b"x" * (1 << 30)
                start("200 OK", [])
                return [json.dumps({"identity": serve["identity"]}).encode()]
            class Server(BaseApplication):
                def load_config(self): self.cfg.set("bind", f"{serve['host']}:{serve['port']}"); self.cfg.set("worker_tmp_dir", "/dev/shm")
                def load(self): return answer
            Server().run()
            """;
        await using var supervisor = new ServerSupervisor(Options with { ProbeInterval = TimeSpan.FromMilliseconds(200) }, TimeProvider.System);
        var definition = await DefineAsync(gunicorn, 128 << 20);
        supervisor.Want([definition]);
        var ready = Assert.Single(await supervisor.SettleAsync([definition], TestContext.Current.CancellationToken));
        Assert.True(ready.Phase == ServerPhase.Ready, ready.Problem);

        // Asked once: a client of HTTP would ask again.
        using (var connection = new TcpClient("127.0.0.1", ready.Address!.Port))
        {
            await connection.GetStream().WriteAsync("GET /hoard HTTP/1.0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.Equal(0, await connection.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        }

        ServerState state;
        for (var changed = supervisor.Changed; (state = Assert.Single(supervisor.Servers)).Problem is null; changed = supervisor.Changed)
        {
            await changed.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            "warning YARD6111: toy@dev1: a worker of the server was killed by signal 9 since it started, and started again; serving.memory is 128Mi, and its container holds no more",
            state.Problem);
        Assert.Equal((ServerPhase.Ready, 0), (state.Phase, state.Restarts));
        using var client = new HttpClient();
        Assert.Contains("identity", await client.GetStringAsync(new Uri(ready.Address!, "any"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private ServingOptions Options => new() { Folder = _store.Servers, Grace = TimeSpan.FromSeconds(2) };

    private async Task<ModelServerProcess> StartAsync(string onTerminate, string before = "", long? memory = null) => await ModelServerProcess.StartAsync(
        await DefineAsync(Program.Replace("SIGNAL", onTerminate, StringComparison.Ordinal).Replace("BEFORE", before, StringComparison.Ordinal), memory),
        Options,
        TimeProvider.System,
        TestContext.Current.CancellationToken);

    private async Task<ServerDefinition> DefineAsync(string program, long? memory)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var image = await (await HostImage.CreateAsync(_folder.At("images"), cancellation)).OfAsync(null!, cancellation);
        var engine = await _host.ReadyAsync(image, [], cancellation);
        var run = new ContainerRun
        {
            Name = ServerContainer.Name,
            Image = image,
            Entrypoint = Programs.Python,
            Arguments = ["-S", "-c", program],
            Environment = new Dictionary<string, string> { ["YARD_SERVE"] = "/yard/serve.json" },
            Labels = _host.Labels,
            Mounts = [new(ServerContainer.Document, At: "/yard/serve.json"), .. image.HostFolders.Select(folder => new ContainerMount(folder))],
            HostNetwork = true,
            Memory = memory,
            IsKept = true,
        };
        return new ServerDefinition
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
    }
}
