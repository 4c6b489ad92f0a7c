using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Serving;

namespace Modelyard.Tests.Serving;

/// <summary>One server process, by small Python programs that do as a server would.</summary>
public sealed class ModelServerProcessTests : IDisposable
{
    private const string Server = """
        import http.server, json, os
        serve = json.load(open(os.environ["YARD_SERVE"]))
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"identity": os.environ.get("IDENTITY", serve["identity"]), "serve": serve, "environ": dict(os.environ)}).encode())
        print("a line of log", flush=True)
        http.server.HTTPServer((serve["host"], serve["port"]), Handler).serve_forever()
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("yard-serving-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_ready_server_has_its_document_its_environment_and_a_log()
    {
        Environment.SetEnvironmentVariable("YARD_OF_THE_TEST", "not inherited");
        await using var server = await StartAsync(Server);
        using var client = new HttpClient();
        var told = System.Text.Json.Nodes.JsonNode.Parse(await client.GetStringAsync(new Uri(server.Address, "any"), TestContext.Current.CancellationToken))!;
        Assert.Equal(
            $$"""{"artifact":"/artifact","host":"127.0.0.1","identity":"{{Identity}}","limits":{"body-bytes":33554432,"instances":1024,"string-chars":1000000},"model":"toy","port":{{server.Address.Port}},"version":"dev1","workers":2}""",
            System.Text.Encoding.UTF8.GetString(CanonicalJson.Bytes(told["serve"])));
        Assert.Null(told["environ"]!["YARD_OF_THE_TEST"]);
        Assert.NotNull(told["environ"]!["YARD_SERVE"]);
        Assert.Contains("a line of log", server.LogTail);
        Assert.Equal("a line of log", File.ReadLines(server.LogFile).First());

        var exit = await server.StopAsync();
        Assert.Equal("was killed by signal 15", exit.ToString());
        Assert.Empty(Directory.GetFiles(_folder, "*.json"));
    }

    [Fact]
    public async Task A_server_that_exits_is_reported_with_its_last_words()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => StartAsync("import sys; print('cannot load'); sys.exit('state is missing')"));
        var log = Directory.GetFiles(_folder, "*.log").Single();
        var lines = failure.Message.Split(Environment.NewLine);
        Assert.Equal($"error YARD6102: toy@dev1: the server exited with code 1 before it was ready; its log {log} ends with:", lines[0]);
        Assert.Equal(["  | cannot load", "  | state is missing"], lines[1..].Order(StringComparer.Ordinal)); // the streams are buffered apart
    }

    [Fact]
    public async Task A_program_that_is_missing_is_reported_by_name()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => ModelServerProcess.StartAsync(
            Definition("") with { FileName = "no-such-program" }, Options, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.StartsWith("error YARD6101: toy@dev1: no-such-program cannot be run; its log ", failure.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_get_ready_is_killed_at_the_deadline()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => ModelServerProcess.StartAsync(
            Definition("import signal, time; signal.signal(15, signal.SIG_IGN); print('loading', flush=True); time.sleep(600)"),
            Options with { ReadyLimit = TimeSpan.FromSeconds(4) }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.StartsWith("error YARD6103: toy@dev1: not ready after 4 s; its log ", failure.Message);
        Assert.EndsWith("| loading", failure.Message);
    }

    [Fact]
    public async Task A_port_that_is_lost_is_given_up_for_another()
    {
        var flag = Path.Combine(_folder, "second-time");
        var losesOnce = $"""
            import os, sys
            if not os.path.exists('{flag}'):
                open('{flag}', 'w').close()
                sys.exit('OSError: [Errno 98] Address already in use')

            """;
        await using var server = await StartAsync(losesOnce + Server);
        Assert.True(File.Exists(flag));
    }

    [Fact]
    public async Task Another_version_at_the_address_is_not_taken_for_ready()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => StartAsync(Server, ("IDENTITY", "sha256:other")));
        Assert.Matches($"^error YARD6104: toy@dev1: http://127.0.0.1:[0-9]+/ answers for sha256:other, expected {Identity}$", failure.Message);
    }

    [Fact]
    public async Task A_server_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        await using var server = await StartAsync("import signal; signal.signal(15, signal.SIG_IGN)\n" + Server);
        var exit = await server.StopAsync();
        Assert.True(exit.Status is 137, exit.ToString());
    }

    [Fact]
    public async Task The_log_is_bounded()
    {
        await using var server = await ModelServerProcess.StartAsync(
            Definition("print(('x' * 99 + chr(10)) * 20000)\n" + Server), Options with { LogLimit = 100_000 }, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.InRange(Directory.GetFiles(_folder, "*.log*").Sum(file => new FileInfo(file).Length), 50_000, 100_000);
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ModelServerProcess.StartAsync(
            Definition("import time; time.sleep(600)"), Options, TimeProvider.System, cancel.Token));
        Assert.Empty(Directory.GetFiles(_folder, "*.json"));
    }

    private static Digest Identity { get; } = Digest.Of("dev1"u8);

    private ServingOptions Options => new() { Folder = _folder, Grace = TimeSpan.FromSeconds(1) };

    private static ServerDefinition Definition(string program, params (string Name, string Value)[] environment) => new()
    {
        Model = "toy",
        VersionName = "dev1",
        Identity = Identity,
        ArtifactFolder = "/artifact",
        FileName = "python3",
        Arguments = ["-S", "-c", program],
        Environment = environment.Append(("PATH", Environment.GetEnvironmentVariable("PATH")!)).ToDictionary(pair => pair.Item1, pair => pair.Item2),
        Workers = 2,
    };

    private Task<ModelServerProcess> StartAsync(string program, params (string, string)[] environment) =>
        ModelServerProcess.StartAsync(Definition(program, environment), Options, TimeProvider.System, TestContext.Current.CancellationToken);
}
