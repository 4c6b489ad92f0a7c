using System.Diagnostics;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Serving;
using Modelyard.Serving.Forking;
using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Serving;

/// <summary>Servers that are forked from a process that has imported what they import; they behave as if each were started for itself.</summary>
public sealed class ForkedServerTests : IDisposable
{
    private const string Server = """
        import http.server, json, os, sys
        import heavy
        serve = json.load(open(os.environ["YARD_SERVE"]))
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"identity": serve["identity"], "argv": sys.argv, "imported": heavy.imported_by, "session": os.getsid(0), "process": os.getpid(), "environ": dict(os.environ)}).encode())
        print("a line of log", flush=True)
        http.server.HTTPServer((serve["host"], serve["port"]), Handler).serve_forever()
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("yard-forking-").FullName;
    private readonly ForkServers _forks;

    public ForkedServerTests()
    {
        _forks = new ForkServers(_folder);
        File.WriteAllText(Path.Combine(_folder, "heavy.py"), "import os\nimported_by = os.getpid()\n");
    }

    public void Dispose()
    {
        _forks.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Servers_share_what_was_imported_and_nothing_else()
    {
        await using var one = await StartAsync(Server, "one");
        await using var other = await StartAsync(Server, "other");
        var (told, toldByOther) = (await AskAsync(one), await AskAsync(other));

        Assert.Equal(told["imported"]!.GetValue<int>(), toldByOther["imported"]!.GetValue<int>());
        Assert.NotEqual(told["session"]!.GetValue<int>(), toldByOther["session"]!.GetValue<int>());
        Assert.Equal(one.Session, told["session"]!.GetValue<int>());
        Assert.Equal(["an argument"], told["argv"]!.AsArray().Skip(1).Select(argument => argument!.GetValue<string>()));
        Assert.EndsWith("/toy_one.py", told["argv"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEqual(told["environ"]!["YARD_SERVE"]!.GetValue<string>(), toldByOther["environ"]!["YARD_SERVE"]!.GetValue<string>());
        Assert.Equal("a line of log", File.ReadLines(one.LogFile).First());
        var served = told["environ"]!["YARD_SERVE"]!.GetValue<string>();
        Assert.Equal(["guard of", served], CommandLine(one.ProcessId));
        Assert.StartsWith($"YARD_SERVE={served} /", string.Join(' ', CommandLine(told["process"]!.GetValue<int>())), StringComparison.Ordinal);
        Assert.Equal("was killed by signal 15", (await one.StopAsync()).ToString());
        Assert.NotNull(await AskAsync(other));
    }

    [Fact]
    public async Task What_was_imported_ahead_counts_to_the_start_of_each_server()
    {
        File.WriteAllText(Path.Combine(_folder, "heavy.py"), "import os, time\nwhile time.process_time() < 3: pass\nimported_by = os.getpid()\n");
        await using var one = await StartAsync(Server, "one");
        await using var other = await StartAsync(Server, "other");
        Assert.InRange(one.Starting, TimeSpan.FromSeconds(3), TimeSpan.MaxValue);
        Assert.InRange(other.Starting, TimeSpan.FromSeconds(3), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_server_that_exits_is_reported_with_its_last_words()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => StartAsync("import sys; print('cannot load', flush=True); sys.exit('state is missing')"));
        var lines = failure.Message.Split(Environment.NewLine);
        Assert.StartsWith("error YARD6102: toy@dev1: the server exited with code 1 before it was ready; its log ", lines[0], StringComparison.Ordinal);
        Assert.Equal(["  | cannot load", "  | state is missing"], lines[1..]);
    }

    [Fact]
    public async Task A_server_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        await using var server = await StartAsync("import signal; signal.signal(15, signal.SIG_IGN)\n" + Server);
        Assert.Equal(137, (await server.StopAsync()).Status);
    }

    [Fact]
    public async Task A_server_whose_guard_is_killed_goes_with_it()
    {
        await using var server = await StartAsync(Server);
        using (var guard = Process.GetProcessById(server.ProcessId)) guard.Kill();
        Assert.Equal("was killed by signal 9", (await server.Exited).ToString());
        Assert.False(IsAlive(server.ProcessId));
    }

    [Fact]
    public async Task A_server_ends_when_whoever_asked_for_it_is_gone()
    {
        var definition = Definition("import signal; signal.signal(15, signal.SIG_IGN)\n" + Server, "toy");
        var files = ServerFiles.Write(_folder, definition, "127.0.0.1", 1);
        var guard = (await _forks.ForkAsync(definition, files.Document, TimeSpan.FromSeconds(0.3), TestContext.Current.CancellationToken))!;
        Assert.True(IsAlive(guard.Group.Id));

        guard.Dispose(); // which is what the kernel does to a process that dies

        for (var wait = 0; wait < 100 && IsAlive(guard.Group.Id); wait++) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(IsAlive(guard.Group.Id));
    }

    [Fact]
    public async Task A_fork_server_that_died_is_started_again_and_its_servers_live_on()
    {
        await using var one = await StartAsync(Server, "one");
        using (var forkServer = Process.GetProcessById((await AskAsync(one))["imported"]!.GetValue<int>())) forkServer.Kill();

        await using var other = await StartAsync(Server, "other");

        Assert.NotNull(await AskAsync(one));
        Assert.NotEqual((await AskAsync(one))["imported"]!.GetValue<int>(), (await AskAsync(other))["imported"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_fork_server_whose_input_ends_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("yard-forking-").FullName;
        var environment = Definition(Server, "toy").Environment;
        using var process = Process.Start(new ProcessStartInfo("python3", ["-m", "flask_server.fork_server", Path.Combine(folder, "socket"), "heavy"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["PYTHONPATH"] = environment["PYTHONPATH"] },
        })!;
        Assert.Equal("listening", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task What_was_expected_last_time_is_warm_before_it_is_expected_again()
    {
        var kind = Definition(Server, "toy").Fork!;
        _forks.Warm([kind]);
        using var next = new ForkServers(_folder);
        next.WarmAsBefore();
        await using var server = await ModelServerProcess.StartAsync(
            Definition(Server, "toy"), Options with { Forks = next }, TimeProvider.System, TestContext.Current.CancellationToken);
        var warm = (await AskAsync(server))["imported"]!.GetValue<int>();
        next.Warm([kind]);
        Assert.True(IsAlive(warm));

        next.Warm([]);

        Assert.False(IsAlive(warm));
        Assert.NotNull(await AskAsync(server));
    }

    [Fact]
    public async Task A_module_that_cannot_be_imported_ahead_is_left_to_the_server()
    {
        File.WriteAllText(Path.Combine(_folder, "heavy.py"), "raise OSError('no such library')");
        var failure = await Assert.ThrowsAsync<YardException>(() => StartAsync(Server));
        Assert.EndsWith("| OSError: no such library", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["heavy cannot be imported ahead: OSError: no such library"], File.ReadLines(Directory.GetFiles(_folder, "fork-server.*.log").Single()));
    }

    [Fact]
    public async Task Where_nothing_can_fork_the_server_is_started_for_itself()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => ModelServerProcess.StartAsync(
            Definition(Server, "toy") with { FileName = "no-such-python", Fork = new ForkKind("no-such-python", new Dictionary<string, string>(), []) }, Options, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.StartsWith("error YARD6101: toy@dev1: no-such-python cannot be run; its log ", failure.Message, StringComparison.Ordinal);

        await using var server = await ModelServerProcess.StartAsync(
            Definition(Server, "toy") with { Fork = null }, Options, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.NotNull(await AskAsync(server));
    }

    private ServingOptions Options => new() { Folder = _folder, Forks = _forks, Grace = TimeSpan.FromSeconds(1) };

    private static async Task<JsonNode> AskAsync(ModelServerProcess server)
    {
        using var client = new HttpClient();
        return JsonNode.Parse(await client.GetStringAsync(new Uri(server.Address, "any"), TestContext.Current.CancellationToken))!;
    }

    private static string[] CommandLine(int process) => File.ReadAllText($"/proc/{process}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    // A process that nobody has waited for yet is a zombie, and dead.
    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private ServerDefinition Definition(string program, string name)
    {
        File.WriteAllText(Path.Combine(_folder, $"toy_{name}.py"), program);
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["PYTHONPATH"] = $"{SourceRepository.Root}/pipelines/FlaskServer:{_folder}",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
        return new ServerDefinition
        {
            Model = "toy",
            VersionName = "dev1",
            Identity = Digest.Of("dev1"u8),
            ArtifactFolder = "/artifact",
            FileName = "python3",
            Arguments = ["-m", $"toy_{name}", "an argument"],
            Environment = environment,
            Fork = new ForkKind("python3", environment, ["heavy"]),
        };
    }

    private Task<ModelServerProcess> StartAsync(string program, string name = "toy") =>
        ModelServerProcess.StartAsync(Definition(program, name), Options, TimeProvider.System, TestContext.Current.CancellationToken);
}
