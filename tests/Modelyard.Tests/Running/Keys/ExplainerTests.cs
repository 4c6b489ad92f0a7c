using Modelyard.Running.Graph;
using Modelyard.Running.History;
using Modelyard.Running.Keys;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Keys;

public sealed class ExplainerTests : IDisposable
{
    private const string Pipeline = """
        { "first": { "Uses": "source" },
          "work":  { "Uses": "work", "Inputs": { "a": "first.out" }, "With": { "size": 28 } },
          "last":  { "Uses": "last", "Inputs": { "all": ["work.out", "first.out"] } } }
        """;

    private readonly TestYard _yard = new();

    public ExplainerTests()
    {
        Source("1");
        _yard
            .Component("work", "write(read('a') + str(parameters['size']))", inputs: "a", parameters: """{ "size": 1 }""")
            .Component("last", "write('x')", inputs: "all*")
            .Candidate("c", Pipeline);
    }

    public void Dispose() => _yard.Dispose();

    [Fact]
    public async Task What_never_ran_is_new_and_what_follows_is_unknown()
    {
        Assert.Equal("New", await WhyAsync("first"));
        Assert.Equal("Unknown, waits for c.first", await WhyAsync("work"));
        Assert.Equal("Unknown, waits for c.work, c.first", await WhyAsync("last"));
    }

    [Fact]
    public async Task What_is_there_is_cached_by_its_first_run()
    {
        var run = await _yard.RunAsync();
        await _yard.RunAsync();

        Assert.Equal($"Cached by {run.Run}", await WhyAsync("work"));
    }

    [Fact]
    public async Task A_parameter_is_named_with_its_values()
    {
        var run = await _yard.RunAsync();
        _yard.Candidate("c", Pipeline.Replace("28", "32"));

        Assert.Equal($"Changed since {run.Run}: the parameter size was 28 and is 32", await WhyAsync("work"));
        Assert.Equal("Unknown, waits for c.work", await WhyAsync("last"));

        var changed = await _yard.RunAsync();
        Assert.Equal($"Cached by {changed.Run}: the parameter size was 28 and is 32", await WhyAsync("work"));
        Assert.Equal($"Cached by {changed.Run}: the input all changed (from work.out, first.out)", await WhyAsync("last"));
    }

    [Fact]
    public async Task A_change_that_is_taken_back_is_explained_by_its_first_run()
    {
        var run = await _yard.RunAsync();
        await _yard.Candidate("c", Pipeline.Replace("28", "32")).RunAsync();
        await _yard.Candidate("c", Pipeline).RunAsync();

        Assert.Equal($"Cached by {run.Run}", await WhyAsync("work"));
    }

    [Fact]
    public async Task New_and_removed_parameters_are_named()
    {
        var run = await _yard.RunAsync();
        _yard.Component("work", "write('x')", inputs: "a", parameters: """{ "size": 1, "seed": 7 }""");
        Assert.Equal($"Changed since {run.Run}: the component work changed (main.py) | the parameter seed is new: 7", await WhyAsync("work"));

        _yard.Component("work", "write(read('a') + str(parameters['size']))", inputs: "a").Candidate("c", Pipeline.Replace(""", "With": { "size": 28 }""", ""));
        Assert.Equal($"Changed since {run.Run}: the parameter size is gone; it was 28", await WhyAsync("work"));
    }

    [Fact]
    public async Task Files_of_a_component_and_of_shared_code_are_named_once_they_were_copied()
    {
        var run = await _yard.RunAsync();
        _yard.Folder.Write("pipelines/Components/work/extra.py", "");
        Assert.Equal($"Changed since {run.Run}: the component work changed (extra.py)", await WhyAsync("work"));

        File.Delete(_yard.Folder.At("pipelines/Components/work/extra.py"));
        _yard.Folder.Write("pipelines/Runtimes/plain/shared.py", "");
        Assert.Equal($"Changed since {run.Run}: the shared code of the runtime plain changed (shared.py)", await WhyAsync("first"));
    }

    [Fact]
    public async Task A_runtime_a_command_and_data_are_named()
    {
        var run = await _yard.RunAsync();
        Source("2");
        Assert.Equal($"Changed since {run.Run}: the data that the source reads changed", await WhyAsync("first"));
        Source("1");

        _yard.Lock = "another";
        Assert.Equal($"Changed since {run.Run}: what the runtime plain has installed changed", await WhyAsync("first"));
        _yard.Lock = "lock";

        _yard.Component("work", "write(read('a') + str(parameters['size']))", inputs: "a", parameters: """{ "size": 1 }""", adjust: spec => spec with { Run = spec.Run + " --fast" });
        Assert.Equal(
            $"Changed since {run.Run}: the command was `python3 -S {{component}}/main.py` and is `python3 -S {{component}}/main.py --fast`", await WhyAsync("work"));
    }

    [Fact]
    public async Task An_output_that_is_gone_is_lost()
    {
        var run = await _yard.RunAsync();
        Modelyard.Running.Store.StagingArea.Remove(_yard.Store.Objects.PathOf(run.Find(Name("work"))!.Record.Outputs["out"]));

        Assert.Equal($"Lost since {run.Run}: its output is no longer in the store", await WhyAsync("work"));
        Assert.Equal("Unknown, waits for c.work", await WhyAsync("last"));
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_passed_over()
    {
        var run = await _yard.RunAsync();
        _yard.Folder.Write(".yard/runs/99990101-000000-000-dead/run.json", "{ \"run\"");
        Directory.CreateDirectory(_yard.Folder.At(".yard/runs/99990101-000000-001-dead"));

        Assert.Equal([run.Run], RunHistories.NewestFirst(_yard.Store.Runs).Select(record => record.Run));
        Assert.Equal($"Cached by {run.Run}", await WhyAsync("work"));
    }

    private void Source(string line) => _yard.Component("source", "write('1')", adjust: spec => spec with { Kind = "source", Fingerprint = $"echo {line}" });

    private async Task<string> WhyAsync(string step)
    {
        var graph = _yard.Graph();
        var forecast = await KeyForecast.OfAsync(graph, _yard.Executor(), TestContext.Current.CancellationToken);
        var why = new Explainer(_yard.Store, graph, forecast).Explain(Name(step));
        var run = why.Run is null ? "" : why.Verdict == ExplanationVerdict.Cached ? $" by {why.Run}" : $" since {why.Run}";
        var reasons = why.Reasons.Count == 0 ? "" : $": {string.Join(" | ", why.Reasons)}";
        var waits = why.Waits.Count == 0 ? "" : $", waits for {string.Join(", ", why.Waits)}";
        return $"{why.Verdict}{run}{reasons}{waits}";
    }

    private static StepName Name(string step) => new("m", "c", step);
}
