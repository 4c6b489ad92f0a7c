using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.History;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Execution;

public sealed class GraphRunTests : IDisposable
{
    private const string Diamond = """
        { "first": { "Uses": "one" },
          "left":  { "Uses": "work", "Inputs": { "a": "first.out" }, "With": { "say": "L" } },
          "right": { "Uses": "work", "Inputs": { "a": "first.out" }, "With": { "say": "R" } },
          "join":  { "Uses": "join", "Inputs": { "all": ["right.out", "left.out"] } } }
        """;

    private readonly TestYard _yard = new TestYard()
        .Component("one", "write('1'); report('{\"count\": 1}')")
        .Component("work", "write(read('a') + parameters['say'])", inputs: "a", parameters: """{ "say": "" }""")
        .Component("join", "write('+'.join(open(f + '/data').read() for f in inputs['all']))", inputs: "all*")
        .Component("sleep", "time.sleep(0.3); write(parameters['id'])", parameters: """{ "id": 0 }""");

    public void Dispose() => _yard.Dispose();

    [Fact]
    public async Task Runs_everything_once_then_nothing()
    {
        _yard.Candidate("c", Diamond).Candidate("d", Diamond);

        var run = await _yard.RunAsync();

        Assert.Equal("first Done, join Done, left Done, right Done", _yard.Observer.Ends());
        Assert.Equal("1R+1L", _yard.Data(run, "join"));
        Assert.Equal(1, run.Find(new StepName("m", "d", "first"))!.Record.Metrics["count"]);
        _yard.AssertStoreIntact();

        var again = new TestObserver();
        var second = await _yard.RunAsync(observer: again);

        Assert.Equal("first Cached, join Cached, left Cached, right Cached", again.Ends());
        Assert.Equal(run.Done.Values.Select(step => step.Key.Digest.Hex).Order(), second.Done.Values.Select(step => step.Key.Digest.Hex).Order());
    }

    [Fact]
    public async Task Only_what_an_edit_reaches_runs_again()
    {
        await _yard.Candidate("c", Diamond).RunAsync();

        var edited = new TestObserver();
        await _yard.Candidate("c", Diamond.Replace("\"R\"", "\"Q\"")).RunAsync(observer: edited);
        Assert.Equal("first Cached, join Done, left Cached, right Done", edited.Ends());

        // New code, the same output: what follows is cached, as its inputs are what they were.
        var refactored = new TestObserver();
        _yard.Component("one", "write(2 - 1)");
        await _yard.RunAsync(observer: refactored);
        Assert.Equal("first Done, join Cached, left Cached, right Cached", refactored.Ends());

        var installed = new TestObserver();
        _yard.Lock = "a newer package";
        await _yard.RunAsync(observer: installed);
        Assert.Equal("first Done, join Done, left Done, right Done", installed.Ends());
    }

    [Theory]
    [InlineData("chmod u+w $f; printf x > $f")]
    [InlineData("rm -f $f")]
    [InlineData("chmod +x $f")]
    [InlineData("touch ${f%/*}/extra")]
    public async Task A_damaged_output_is_made_again_to_the_same_digest(string script)
    {
        var before = (await _yard.Candidate("c", Diamond).RunAsync()).Find(new StepName("m", "c", "left"))!.Record.Outputs["out"];
        Programs.Run("/bin/sh", "-c", $"f={_yard.Store.Objects.PathOf(before)}/data; {script}");

        var observer = new TestObserver();
        var run = await _yard.RunAsync(observer: observer);

        Assert.Equal("first Cached, join Cached, left Done, right Cached", observer.Ends());
        Assert.Equal(before, run.Find(new StepName("m", "c", "left"))!.Record.Outputs["out"]);
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task A_failed_step_stops_only_what_needs_it()
    {
        _yard.Component("bad", "print('why'); sys.exit(3)").Candidate("c", """
            { "good":  { "Uses": "one" },
              "bad":   { "Uses": "bad" },
              "after": { "Uses": "work", "Inputs": { "a": "bad.out" } },
              "later": { "Uses": "work", "Inputs": { "a": "after.out" } },
              "other": { "Uses": "work", "Inputs": { "a": "good.out" } } }
            """);

        var run = await _yard.RunAsync();

        Assert.Equal("after Skipped, bad Failed, good Done, later Skipped, other Done", _yard.Observer.Ends());
        Assert.Single(run.Failures);
        var record = RunHistories.NewestFirst(_yard.Store.Runs).First();
        Assert.Equal(RunState.Failed, record.State);
        var bad = record.Steps.Single(step => step.Names[0] == "m/c.bad");
        Assert.Equal("why\n", await File.ReadAllTextAsync(bad.Log!, TestContext.Current.CancellationToken));
        Assert.StartsWith("error YARD3001: m/c.bad exited with code 3; expected 0\n    | why\n", bad.Failure);
        _yard.AssertStoreIntact();
    }

    [Theory]
    [InlineData(4, 1L << 30, "", 4)]
    [InlineData(2, 1L << 30, "", 2)]
    [InlineData(1, 1L << 30, "", 1)]
    [InlineData(4, 1000, """, "Resources": { "Memory": "600" }""", 1)]
    [InlineData(4, 1000, """, "Resources": { "Memory": "500" }""", 2)]
    [InlineData(4, 1000, """, "Resources": { "Memory": "5Gi" }""", 1)] // more than there is: alone
    [InlineData(4, 1L << 30, """, "Resources": { "Cpus": 64 }""", 1)]
    [InlineData(4, 1L << 30, """, "Resources": { "Cpus": 2 }""", 2)]
    public async Task As_many_run_together_as_fit(int cpus, long memory, string resources, int expected)
    {
        _yard.Capacity = new Capacity(cpus, memory);
        var steps = Enumerable.Range(0, 4).Select(id => $$"""
            "s{{id}}": { "Uses": "sleep", "With": { "id": {{id}} }{{resources}} }
            """);
        _yard.Candidate("c", $"{{ {string.Join(",", steps)} }}");

        await _yard.RunAsync();

        Assert.Equal(expected, _yard.Observer.MostRunning);
        Assert.Equal("s0 Done, s1 Done, s2 Done, s3 Done", _yard.Observer.Ends());
    }

    [Fact]
    public async Task Two_runs_at_the_same_time_execute_each_step_once()
    {
        _yard.Candidate("c", """
            { "s0": { "Uses": "sleep", "With": { "id": 0 } },
              "s1": { "Uses": "sleep", "With": { "id": 1 } },
              "s2": { "Uses": "work", "Inputs": { "a": "s0.out" } },
              "s3": { "Uses": "join", "Inputs": { "all": ["s1.out", "s2.out"] } } }
            """);
        var other = _yard.OpenStore();
        var (one, two) = (new TestObserver(), new TestObserver());

        var runs = await Task.WhenAll(_yard.RunAsync(observer: one), _yard.RunAsync(store: other, observer: two));
        other.Staging.Dispose();

        Assert.Equal(4, one.Changes.Concat(two.Changes).Count(change => change.EndsWith(" Running", StringComparison.Ordinal)));
        Assert.Equal(4, one.Changes.Concat(two.Changes).Count(change => change.EndsWith(" Cached", StringComparison.Ordinal)));
        Assert.Equal(_yard.Data(runs[0], "s3"), _yard.Data(runs[1], "s3"));
        _yard.AssertStoreIntact();
    }

    [Fact]
    public async Task The_record_of_a_run_under_way_says_how_far_it_is()
    {
        _yard
            .Component("slow", "time.sleep(60)", inputs: "a")
            .Candidate("c", """{ "a": { "Uses": "one" }, "b": { "Uses": "slow", "Inputs": { "a": "a.out" } }, "z": { "Uses": "work", "Inputs": { "a": "b.out" } } }""");
        using var user = new CancellationTokenSource();
        var running = _yard.RunAsync(user.Token);

        string? told = null;
        for (var wait = 0; wait < 1000 && told != "Running: Done Running Waiting"; wait++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            told = RunHistories.NewestFirst(_yard.Store.Runs).Select(run => $"{run.State}: {string.Join(' ', run.Steps.Select(step => step.State))}").FirstOrDefault();
        }

        Assert.Equal("Running: Done Running Waiting", told);
        await user.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Interrupting_reaches_the_step_and_leaves_the_store_clean()
    {
        _yard
            .Component("stubborn", "signal.signal(signal.SIGTERM, lambda *_: (print('told', flush=True), sys.exit(0)))\nprint('here', flush=True); time.sleep(60)", inputs: "a")
            .Candidate("c", """{ "a": { "Uses": "one" }, "b": { "Uses": "stubborn", "Inputs": { "a": "a.out" } }, "z": { "Uses": "work", "Inputs": { "a": "b.out" } } }""");
        using var user = new CancellationTokenSource();
        var running = _yard.RunAsync(user.Token);
        while (!Logs().Any(log => File.ReadAllText(log) == "here\n")) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        await user.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal("a Done, b Interrupted, z Interrupted", _yard.Observer.Ends());
        Assert.Contains(Logs(), log => File.ReadAllText(log) == "here\ntold\n");
        var record = RunHistories.NewestFirst(_yard.Store.Runs).First();
        Assert.Equal((RunState.Interrupted, true), (record.State, record.Ended is not null));
        _yard.AssertStoreIntact();

        IEnumerable<string> Logs() => Directory.Exists(_yard.Store.Runs) ? Directory.EnumerateFiles(_yard.Store.Runs, "m.c.b.log", SearchOption.AllDirectories) : [];
    }
}
