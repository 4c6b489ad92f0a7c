using System.Globalization;
using Modelyard.Running.Graph;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Execution;

/// <summary>A step may do anything: each misdeed is one coded error, and the store is as it was.</summary>
public sealed class BadStepTests : IDisposable
{
    private const string Pipeline = """
        { "good": { "Uses": "one" }, "aside": { "Uses": "bystander" }, "bad": { "Uses": "bad", "Inputs": { "a": "good.out" }, "Timeout": "20s" } }
        """;

    private readonly TestYard _yard = new TestYard()
        .Component("one", "write('1'); write('2', name='other')")
        .Component("bystander", "write('3')")
        .Candidate("c", Pipeline);

    public BadStepTests()
    {
        _yard.Component("bad", "write('made')", inputs: "a");
        _yard.Job = job => job with { GraceSeconds = 0.3 };
    }

    public void Dispose() => _yard.Dispose();

    [Theory]
    [InlineData("sys.exit(3)", "YARD3001: m/c.bad exited with code 3; expected 0; it printed nothing")]
    [InlineData("write('x'); sys.exit('told why')", "YARD3001: m/c.bad exited with code 1; expected 0\n    | told why\n    whole log: {log}")]
    [InlineData("pass", "YARD3002: m/c.bad: output 'out' is empty; expected at least one file")]
    [InlineData("os.makedirs(outputs['out'] + '/a/b')", "YARD3002: m/c.bad: output 'out' is empty; expected at least one file")]
    [InlineData("os.symlink('/etc/passwd', outputs['out'] + '/x')", "YARD3010: m/c.bad: output 'out': 'x' is a symbolic link to '/etc/passwd'; expected files and folders only")]
    [InlineData("write('x'); os.symlink('data', outputs['out'] + '/x')", "YARD3010: m/c.bad: output 'out': 'x' is a symbolic link to 'data'; expected files and folders only")]
    [InlineData("write('x'); os.symlink('/', outputs['out'] + '/x')", "YARD3010: m/c.bad: output 'out': 'x' is a symbolic link to '/'; expected files and folders only")]
    [InlineData("os.mkfifo(outputs['out'] + '/x')", "YARD3010: m/c.bad: output 'out': 'x' is a device, pipe or socket; expected files and folders only")]
    [InlineData("open(outputs['out'].encode() + b'/\\xff', 'w')", "YARD3010: m/c.bad: output 'out': '\uFFFD' is not a name that travels: no line breaks, UTF-8 only")]
    [InlineData("write('x'); report('{\"a\": NaN}')", "YARD3008: m/c.bad: metrics.json is not a flat object of finite numbers: *")]
    [InlineData("write('x'); report('{\"a\": 1e999}')", "YARD3008: m/c.bad: metrics.json holds a number that is not finite: a")]
    [InlineData("write('x'); report('{\"a\": {\"b\": 1}}')", "YARD3008: m/c.bad: metrics.json is not a flat object of finite numbers: *")]
    [InlineData("write('x'); report('[1]')", "YARD3008: m/c.bad: metrics.json is not a flat object of finite numbers: *")]
    [InlineData("write('x'); report('{')", "YARD3008: m/c.bad: metrics.json is not a flat object of finite numbers: *")]
    [InlineData("write('x'); os.mkfifo(step['metrics'])", "YARD3008: m/c.bad: metrics.json is not a file")]
    [InlineData("write('x'); os.symlink('/dev/zero', step['metrics'])", "YARD3008: m/c.bad: metrics.json is not a file")]
    [InlineData("write('x'); os.mkdir(step['metrics'])", "YARD3008: m/c.bad: metrics.json is not a file")]
    [InlineData("write('x'); report(' ' * 2000000)", "YARD3008: m/c.bad: metrics.json has 2000000 bytes; expected at most 1048576")]
    [InlineData("print('so far', flush=True); write('x'); os.kill(os.getpid(), 9)", "YARD3006: m/c.bad was killed by SIGKILL after * s at * MiB, most likely by the kernel for memory\n    | so far\n    whole log: {log}")]
    [InlineData("os.kill(os.getpid(), 11)", "YARD3006: m/c.bad was killed by signal 11; it printed nothing")]
    public async Task Is_one_coded_error(string code, string expected) => await AssertFails(code, expected);

    [Theory]
    [InlineData("print('waiting', flush=True); write('x'); time.sleep(60)")]
    [InlineData("signal.signal(signal.SIGTERM, signal.SIG_IGN); print('waiting', flush=True); write('x'); time.sleep(60)")]
    [InlineData("print('waiting', flush=True); os.setsid() if os.fork() == 0 else 0; write('x'); time.sleep(60)")]
    public async Task A_step_that_hangs_is_stopped_whether_it_listens_or_not(string code)
    {
        _yard.Candidate("c", Pipeline.Replace("20s", "700ms"));

        await AssertFails(code, "YARD3005: m/c.bad was stopped after 0.7 s, its timeout\n    | waiting\n    whole log: {log}");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        _yard.Component("bad", "", inputs: "a", adjust: spec => spec with { Run = "no-such-program --fast" });

        Assert.Equal(
            "YARD3007: m/c.bad: cannot start `no-such-program --fast`: there is no program 'no-such-program' in PATH (/usr/local/bin:/usr/bin:/bin)",
            await _yard.FailureAsync());
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task A_hundred_megabytes_of_log_are_bounded_and_end_with_the_last_lines()
    {
        _yard.Component("bad", """
            line = ('x' * 999 + '\n').encode()
            for i in range(100): os.write(1, line * 1000)
            print('the end', flush=True); sys.exit(1)
            """, inputs: "a");

        var message = await _yard.FailureAsync();

        Assert.StartsWith("YARD3001: m/c.bad exited with code 1; expected 0\n    | xxx", message, StringComparison.Ordinal);
        Assert.EndsWith($"\n    | the end\n    whole log: {LogOfBad()}", message, StringComparison.Ordinal);
        Assert.True(message.Length < 5000, $"the message has {message.Length} letters");
        Assert.InRange(new FileInfo(LogOfBad()).Length, 16 << 20, (16 << 20) + 1000);
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task A_daemon_does_not_outlive_its_step()
    {
        _yard.Component("bad", """
            child = os.fork()
            if child == 0:
                os.setsid()
                if os.fork() == 0:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    write(os.getpid())
                    time.sleep(60)
                os._exit(0)
            while not (os.path.exists(outputs['out'] + '/data') and read_back()): time.sleep(0.01)
            """.Replace("read_back()", "open(outputs['out'] + '/data').read()"), inputs: "a");

        var run = await _yard.RunAsync();

        var daemon = int.Parse(_yard.Data(run, "bad"), CultureInfo.InvariantCulture);
        Assert.False(Directory.Exists($"/proc/{daemon}") && !File.ReadAllText($"/proc/{daemon}/stat").Contains(") Z "), "the daemon lives");
        _yard.AssertStoreIntact();
    }

    [Theory]
    [InlineData("open(inputs['a'] + '/data', 'a').write('x')")]
    [InlineData("os.remove(inputs['a'] + '/data')")]
    [InlineData("open(inputs['a'] + '/extra', 'w')")]
    [InlineData("os.rename(inputs['a'], outputs['out'] + '/stolen')")]
    [InlineData("open(sys.path[0] + '/main.py', 'a').write('x')")]
    [InlineData("open(os.path.dirname(os.environ['YARD_STEP']) + '/outcome.json', 'w')")]
    [InlineData("open('{folder}/.yard/steps/x.json', 'w')")]
    [InlineData("open('{folder}/repository-file', 'w')")]
    [InlineData("open('/tmp/yard-tests-escape', 'w')")]
    [InlineData("os.rmdir(outputs['out']); os.symlink('{folder}', outputs['out'])")]
    public async Task Landlock_refuses_to_write_elsewhere(string code)
    {
        Assert.SkipUnless(IsConfined(), "this kernel has no Landlock of ABI 3 or newer");

        await AssertFails($"write('x'); {code.Replace("{folder}", _yard.Root)}", "YARD3001: m/c.bad exited with code 1; expected 0\n    | Traceback*");

        Assert.False(File.Exists(_yard.Folder.At("repository-file")) || File.Exists("/tmp/yard-tests-escape") || File.Exists(_yard.Folder.At(".yard/steps/x.json")));
    }

    // The same as without Landlock in the kernel: nothing stops the step, and what it changed is found afterwards.
    [Theory]
    [InlineData("f = inputs['a'] + '/data'; os.chmod(f, 0o644); open(f, 'w').write('9')", "input 'a'")]
    [InlineData("f = inputs['a'] + '/data'; os.chmod(f, 0o644); open(f, 'w').write('9'); os.utime(f, (0, 0)); os.chmod(f, 0o444)", "input 'a'")]
    [InlineData("f = inputs['a'] + '/data'; os.chmod(f, 0o644); open(f, 'w').write('9'); sys.exit(1)", "input 'a'")]
    [InlineData("os.remove(inputs['a'] + '/data')", "input 'a'")]
    [InlineData("os.remove(inputs['a'] + '/data'); os.symlink('/etc/passwd', inputs['a'] + '/data')", "input 'a'")]
    [InlineData("f = sys.path[0] + '/main.py'; os.chmod(f, 0o644); open(f, 'a').write('#')", "the component's code")]
    [InlineData("open(sys.path[0] + '/extra.py', 'w')", "the component's code")]
    [InlineData("open([f for f in ('{aside}',)][0] + '/extra', 'w')", "1 other tree in the store")]
    public async Task Without_Landlock_it_is_found_afterwards_and_made_again(string code, string changed)
    {
        var aside = _yard.Store.Objects.PathOf((await _yard.RunAsync()).Find(new StepName("m", "c", "aside"))!.Record.Outputs["out"]);
        _yard.Job = job => job with { Confine = false };

        await AssertFails(
            $"write('x')\n{code.Replace("{aside}", aside)}",
            $"YARD3003: m/c.bad changed {changed}; its outputs were not kept, and what it changed will be made again");
    }

    [Fact]
    public async Task Without_Landlock_an_output_that_became_a_link_is_refused_and_its_target_untouched()
    {
        var precious = _yard.Folder.Write("precious/file", "x");
        var before = (File.GetUnixFileMode(precious), File.GetLastWriteTimeUtc(precious));
        _yard.Job = job => job with { Confine = false };

        await AssertFails(
            $"os.rmdir(outputs['out']); os.symlink('{_yard.Folder.At("precious")}', outputs['out'])",
            $"YARD3010: m/c.bad: output 'out': the folder itself is a symbolic link to '{_yard.Folder.At("precious")}'; expected a folder");

        Assert.Equal(before, (File.GetUnixFileMode(precious), File.GetLastWriteTimeUtc(precious)));
    }

    /// <summary>The bad step fails as expected; then, mended, it is done on a store that took no harm.</summary>
    private async Task AssertFails(string code, string expected)
    {
        _yard.Component("bad", code, inputs: "a");

        var message = await _yard.FailureAsync();

        var parts = expected.Replace("{log}", LogOfBad()).Split('*');
        Assert.StartsWith(parts[0], message, StringComparison.Ordinal);
        Assert.EndsWith(parts[^1], message, StringComparison.Ordinal);
        if (parts.Length == 1) Assert.Equal(parts[0], message);
        _yard.AssertStoreIntact();

        _yard.Candidate("c", Pipeline).Job = job => job;
        var mended = await _yard.Component("bad", "write(read('a') + ' is read')", inputs: "a").RunAsync();
        Assert.Empty(mended.Failures);
        Assert.Equal("1 is read", _yard.Data(mended, "bad"));
        Assert.Equal("3", _yard.Data(mended, "aside"));
        _yard.AssertStoreIntact();
    }

    private string LogOfBad() => Directory.EnumerateFiles(_yard.Store.Runs, "m.c.bad.log", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal).FirstOrDefault("");

    private static bool IsConfined()
    {
        using var trial = new TestYard();
        trial.Component("try", $"open('{trial.Root}/escaped', 'w'); write('x')").Candidate("c", """{ "a": { "Uses": "try" } }""");
        return trial.RunAsync().GetAwaiter().GetResult().Failures.Count > 0;
    }
}
