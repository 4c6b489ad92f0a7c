using System.Text.RegularExpressions;
using Modelyard.Running.Containers;
using Modelyard.Running.Execution;
using Modelyard.Specs;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Containers;

/// <summary>Steps in containers of a real engine: the same work as in processes, and less that they may do.</summary>
public sealed partial class ContainerStepRunnerTests : IAsyncLifetime
{
    private readonly TestYard _yard = new();
    private ContainerHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = new ContainerHost(_yard.Store, TimeProvider.System);
        _yard.Runner = new ContainerStepRunner(_host, await HostImage.CreateAsync(_yard.Folder.At("images"), TestContext.Current.CancellationToken), _yard.Capacity);
    }

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        _yard.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Keys_outputs_and_metrics_are_those_of_processes_step_by_step()
    {
        _yard
            .Component("one", "write(parameters['word'])", parameters: """{ "word": "x" }""")
            .Component("both", "write(read('a') + ''.join(open(i + '/data').read() for i in inputs['all'])); report('{\"length\": 2}')", inputs: "a all*")
            .Candidate("c", """{ "a": { "Uses": "one" }, "b": { "Uses": "one", "With": { "word": "y" } }, "c": { "Uses": "both", "Inputs": { "a": "a.out", "all": ["a.out", "b.out"] } } }""");

        var inContainers = await _yard.RunAsync();
        _yard.Runner = null;
        using var other = new ScratchFolder();
        var asProcesses = await _yard.RunAsync(store: new Modelyard.Running.Store.YardStore(other.Path));

        Assert.Empty(inContainers.Failures);
        Assert.Equal(Told(asProcesses), Told(inContainers));
        Assert.Equal(3, inContainers.Done.Count);
        Assert.Equal("xxy", _yard.Data(inContainers, "c"));
        Assert.All(inContainers.Done.Values, step => Assert.True(step.Confined));
        _yard.AssertStoreIntact();
        Assert.Empty(Podman.Containers(_yard.Store.Root));

        static IEnumerable<string> Told(RunOutcome run) => run.Graph.Nodes.Select(node => run.Done[node.Id]).Select(step =>
            $"{step.Node} {step.Key.Digest} {string.Join(' ', step.Record.Outputs.OrderBy(output => output.Key).Select(output => $"{output.Key}={output.Value}"))} {string.Join(' ', step.Record.Metrics)}");
    }

    [Fact]
    public async Task A_step_is_nobody_reads_its_inputs_and_writes_nowhere_else()
    {
        _yard
            .Component("one", "write('x')")
            .Component("look", """
                import errno, socket
                def tried(act):
                    try: act()
                    except OSError as refused: return 'refused' if refused.errno in (errno.EROFS, errno.EACCES) else errno.errorcode[refused.errno]
                    return 'done'
                print('root' if os.getuid() == 0 or os.geteuid() == 0 else 'nobody', [line.split()[1] for line in open('/proc/self/status') if line.startswith('CapEff')][0])
                print('input', tried(lambda: open(inputs['a'] + '/data', 'w')), 'code', tried(lambda: open(os.path.dirname(__file__) + '/new', 'w')))
                print('image', tried(lambda: open('/etc/new', 'w')), 'program', tried(lambda: open('/usr/new', 'w')))
                print('network', [name for _, name in socket.if_nameindex()], tried(lambda: socket.create_connection(('127.0.0.1', 9), 1)))
                print('processes', sorted(int(p) for p in os.listdir('/proc') if p.isdigit())[0])
                write('y')
                """, inputs: "a")
            .Candidate("c", """{ "a": { "Uses": "one" }, "b": { "Uses": "look", "Inputs": { "a": "a.out" } } }""");

        var run = await _yard.RunAsync();

        Assert.Empty(run.Failures);
        Assert.Equal(
            """
            nobody 0000000000000000
            input refused code refused
            image refused program refused
            network ['lo'] ECONNREFUSED
            processes 1

            """,
            Log(run, "b"));
    }

    [Fact]
    public async Task A_source_that_declares_it_has_the_network_and_the_files_that_it_reads()
    {
        var file = _yard.Folder.Write("host/a.csv", "1");
        _yard.Folder.Write("host/other.csv", "2");
        _yard
            .Component("source", $"print(os.readlink('/proc/self/ns/net'), os.listdir('{_yard.Folder.At("host")}')); write(open('{file}').read())",
                adjust: spec => spec with { Kind = "source", Network = true, Reads = [_yard.Folder.At("host/a*.csv")] })
            .Candidate("c", """{ "a": { "Uses": "source" } }""");

        var run = await _yard.RunAsync();

        Assert.Empty(run.Failures);
        Assert.Equal("1", _yard.Data(run, "a"));
        Assert.Equal($"{new FileInfo("/proc/self/ns/net").LinkTarget} ['a.csv']\n", Log(run, "a"));
    }

    [Fact]
    public async Task A_secret_reaches_the_step_and_nothing_that_the_engine_keeps()
    {
        Environment.SetEnvironmentVariable("YARD_TEST_CONTAINER_SECRET", "hush 'quoted' \"more\"");
        _yard
            .Component("source", "time.sleep(3); write(os.environ['YARD_TEST_CONTAINER_SECRET'])", parameters: """{ "password": "YARD_TEST_CONTAINER_SECRET" }""",
                adjust: spec => spec with { Kind = "source", Parameters = new Dictionary<string, ParameterSpec> { ["password"] = new() { Type = "variable", Required = true } } })
            .Candidate("c", """{ "a": { "Uses": "source", "With": { "password": "YARD_TEST_CONTAINER_SECRET" } } }""");

        var running = _yard.RunAsync();
        while (Podman.Containers(_yard.Store.Root).Count == 0 && !running.IsCompleted) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        var kept = Podman.Run("inspect", Podman.Containers(_yard.Store.Root).Single());
        var run = await running;

        Assert.Empty(run.Failures);
        Assert.Equal("hush 'quoted' \"more\"", _yard.Data(run, "a"));
        Assert.Contains("DOTNET_ROOT", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_beyond_the_limit_ends_the_step_and_is_called_that()
    {
        _yard.Component("greedy", "held = bytearray(600 << 20); write(len(held))", adjust: spec => spec with { Resources = new ResourcesSpec { Memory = new Quantity(256L << 20) } })
            .Candidate("c", """{ "a": { "Uses": "greedy" } }""");

        var failure = await _yard.FailureAsync();

        Assert.Equal("YARD3020: m/c.a ran out of memory after N s: resources.memory is 256Mi, and its container holds no more; it printed nothing", Seconds().Replace(failure, "N s"));
        Assert.Empty(Podman.Containers(_yard.Store.Root));
    }

    [Fact]
    public async Task A_step_that_runs_too_long_is_stopped_with_its_container()
    {
        _yard.Component("slow", "print('here', flush=True); time.sleep(60)").Candidate("c", """{ "a": { "Uses": "slow", "Timeout": "2s" } }""");

        Assert.StartsWith("YARD3005: m/c.a was stopped after 2 s, its timeout\n    | here", await _yard.FailureAsync(), StringComparison.Ordinal);
        Assert.Empty(Podman.Containers(_yard.Store.Root));
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task An_interrupted_run_leaves_no_container()
    {
        var mark = _yard.Folder.At("scratch-seen");
        _yard.Component("slow", "print('here', flush=True); time.sleep(60)").Candidate("c", """{ "a": { "Uses": "slow" } }""");
        using var stop = new CancellationTokenSource();
        var running = _yard.RunAsync(stop.Token);
        while (Podman.Containers(_yard.Store.Root).Count == 0 && !running.IsCompleted) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("a Interrupted", _yard.Observer.Ends());
        Assert.Empty(Podman.Containers(_yard.Store.Root));
        Assert.False(File.Exists(mark));
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task What_a_killed_process_left_is_removed_and_what_a_live_one_has_stays()
    {
        _yard.Component("one", "write('x')").Candidate("c", """{ "a": { "Uses": "one" } }""");
        await _yard.RunAsync();
        using var live = new Modelyard.Running.Store.StagingArea(_yard.Folder.At(".yard/staging"));
        var image = Podman.Run("images", "--quiet", "--filter", "reference=localhost/modelyard:host").Split('\n')[0];
        var (left, kept) = ($"yard-{Guid.NewGuid():N}-1", $"yard-{Path.GetFileName(live.Hold())}-1");
        foreach (var name in (string[])[left, kept])
        {
            Podman.Run("create", "--name", name, "--label", $"modelyard.store={_yard.Store.Root}", "--network", "none", "--volume", "/usr:/usr:ro", "--entrypoint", "sleep", image, "60");
        }

        Assert.Equal(2, Podman.Containers(_yard.Store.Root).Count);
        using var next = new ContainerHost(_yard.Store, TimeProvider.System);
        var runner = new ContainerStepRunner(next, await HostImage.CreateAsync(_yard.Folder.At("images"), TestContext.Current.CancellationToken), _yard.Capacity);
        _yard.Component("one", "write('y')").Runner = runner;
        Assert.Empty((await _yard.RunAsync()).Failures);

        Assert.Equal([kept], Podman.Containers(_yard.Store.Root));
        Podman.Run("rm", "--force", "--time", "0", kept);
    }

    [GeneratedRegex(@"[0-9.]+ s(?=:)")]
    private static partial Regex Seconds();

    private string Log(RunOutcome run, string step) => File.ReadAllText(Path.Combine(_yard.Store.Runs, run.Run, "logs", $"m.c.{step}.log"));
}
