using Modelyard.Running.Graph;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Execution;

/// <summary>What a step is given and how it is tried again: section 2 of the architecture.</summary>
public sealed class StepExecutionTests : IDisposable
{
    private readonly TestYard _yard = new();

    public void Dispose() => _yard.Dispose();

    [Fact]
    public async Task A_step_gets_its_contract_and_nothing_else()
    {
        _yard
            .Component("one", "write('x')")
            .Component("look", """
                print(sorted(os.environ), os.environ['LANG'], os.environ['PYTHONHASHSEED'])
                print(step['contract'], sorted(step), step['cpus'], json.dumps(parameters))
                print(os.getcwd() == step['scratch'] == os.environ['HOME'] == os.environ['TMPDIR'], os.listdir(outputs['out']))
                print(type(inputs['a']).__name__, [type(i).__name__ for i in inputs['all']], os.path.basename(os.environ['YARD_STEP']))
                print('/c.' in open(os.environ['YARD_STEP']).read(), 'm/' in open(os.environ['YARD_STEP']).read())
                write('y')
                """, inputs: "a all*", parameters: """{ "size": 28, "name": null }""", adjust: spec => spec with { Resources = new Modelyard.Specs.ResourcesSpec { Cpus = 2 } })
            .Candidate("c", """{ "a": { "Uses": "one" }, "b": { "Uses": "look", "Inputs": { "a": "a.out", "all": ["a.out"] } } }""");

        await _yard.RunAsync();

        Assert.Equal(
            """
            ['HOME', 'LANG', 'PATH', 'PYTHONDONTWRITEBYTECODE', 'PYTHONHASHSEED', 'PYTHONPATH', 'TMPDIR', 'YARD_STEP'] C.UTF-8 0
            1 ['contract', 'cpus', 'inputs', 'metrics', 'outputs', 'parameters', 'scratch'] 2 {"name": null, "size": 28}
            True []
            str ['str'] step.json
            False False

            """,
            Log("b"));
    }

    [Fact]
    public async Task Attempts_are_made_again_after_pauses_that_double()
    {
        var time = new ImpatientTime();
        _yard.Time = time;
        _yard.Component("bad", "sys.exit(1)").Candidate("c", """{ "a": { "Uses": "bad", "Retry": { "Attempts": 4, "Backoff": "3s" } } }""");

        await _yard.RunAsync();

        // Shorter waits are for the record of how far the run is.
        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(12)], time.Waits.Where(wait => wait > TimeSpan.FromSeconds(1)));
        Assert.Equal(["c.a Running", "c.a Running", "c.a Running", "c.a Running", "c.a Failed"], _yard.Observer.Changes);
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task A_later_attempt_starts_afresh_and_its_success_counts()
    {
        // The one thing that survives an attempt is what the host has; the first attempt leaves a mark there.
        var mark = _yard.Folder.At("mark");
        _yard.Time = new ImpatientTime();
        _yard.Job = job => job with { Confine = false };
        _yard
            .Component("flaky", $$"""
                if not os.path.exists('{{mark}}'):
                    open('{{mark}}', 'w').close(); write('half', name='half'); write('half'); report('{"a": 1}'); sys.exit(1)
                write(sorted(os.listdir(outputs['out'])))
                """)
            .Candidate("c", """{ "a": { "Uses": "flaky", "Retry": { "Attempts": 2 } } }""");

        var run = await _yard.RunAsync();

        Assert.Equal("a Done", _yard.Observer.Ends());
        Assert.Equal("[]", _yard.Data(run, "a"));
        Assert.Empty(run.Find(new StepName("m", "c", "a"))!.Record.Metrics);
    }

    [Theory]
    [InlineData("""{"accuracy": 0.25, "macro-f1": 1, "loss": -1e-3}""", "accuracy=0.25 loss=-0.001 macro-f1=1")]
    [InlineData("{}", "")]
    [InlineData("", "")]
    public async Task Metrics_are_kept(string json, string expected)
    {
        _yard.Component("one", $"write('x'); report('''{json}''')").Candidate("c", """{ "a": { "Uses": "one" } }""");

        var run = await _yard.RunAsync();

        Assert.Equal(expected, string.Join(' ', run.Find(new StepName("m", "c", "a"))!.Record.Metrics.Select(metric => $"{metric.Key}={metric.Value}")));
    }

    [Fact]
    public async Task Editing_code_while_a_step_runs_changes_neither_it_nor_its_key()
    {
        _yard.Component("slow", "time.sleep(0.5); import late; write(late.word)").Candidate("c", """{ "a": { "Uses": "slow" } }""");
        _yard.Folder.Write("pipelines/Components/slow/late.py", "word = 'old'");

        var running = _yard.RunAsync();
        while (!_yard.Observer.Changes.Contains("c.a Running")) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        _yard.Folder.Write("pipelines/Components/slow/late.py", "word = 'new'");

        Assert.Equal("old", _yard.Data(await running, "a"));
        Assert.Equal("new", _yard.Data(await _yard.RunAsync(), "a"));
    }

    private string Log(string step) => File.ReadAllText(Directory.EnumerateFiles(_yard.Store.Runs, $"m.c.{step}.log", SearchOption.AllDirectories).Single());
}
