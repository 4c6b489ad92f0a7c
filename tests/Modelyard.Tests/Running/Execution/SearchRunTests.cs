using Modelyard.Running.Graph;
using Modelyard.Running.Keys;
using Modelyard.Specs;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Execution;

/// <summary>A search run by the real runner: its "accuracy" is the width itself up to 32, and falls beyond.</summary>
public sealed class SearchRunTests : IDisposable
{
    private const string Pipeline = """
        { "rows": { "Uses": "rows" },
          "net":  { "Uses": "net", "Inputs": { "labels": "rows.labels" }, "With": { "epochs": 9 },
                    "Search": { "Over": { "width": [8, 32, 64] }, "With": { "epochs": 1 }, "Trials": 5 } } }
        """;

    private readonly TestYard _yard = new TestYard()
        .Component("rows", "write('all', port='labels')", adjust: spec => spec with { Outputs = Port("labels") })
        .Component("holdout", "write(read('labels') + ' but some', port='labels')", inputs: "labels", parameters: """{ "share": 0, "rows": null, "seed": 0 }""", adjust: spec => spec with { Outputs = Port("labels") })
        .Component("net", "write(json.dumps([parameters['width'], parameters['epochs'], read('labels')]), port='predictions')", inputs: "labels",
            parameters: """{ "width": 8, "epochs": 3 }""", adjust: spec => spec with { Outputs = Port("predictions") })
        .Component("choose", """
            trials = json.loads(parameters['trials'])
            widths = [json.load(open(folder + '/data'))[0] for folder in inputs['predictions']]
            best = max(range(len(widths)), key=lambda i: min(widths[i], 64 - widths[i]))
            write(json.dumps({'parameters': trials[best]}), name='choice.json', port='choice')
            """, inputs: "predictions* labels", parameters: """{ "trials": "", "metric": "" }""", adjust: spec => spec with { Outputs = Port("choice") });

    public void Dispose() => _yard.Dispose();

    [Fact]
    public async Task The_best_trials_parameters_are_used_on_all_rows()
    {
        var run = await _yard.Candidate("c", Pipeline).RunAsync();

        Assert.Equal(
            ["c.rows", "c.net-holdout", "c.net-trial-1", "c.net-trial-2", "c.net-trial-3", "c.net-choose", "c.net"],
            run.Graph.Nodes.Select(node => node.Name.WithinModel));
        Assert.Equal("""[32, 1, "all but some"]""", Predictions("net-trial-2"));
        Assert.Equal("""[32, 9, "all"]""", Predictions("net"));
        var done = run.Find(new StepName("m", "c", "net"))!;
        Assert.Equal("""{"width":32,"epochs":9}""", done.Node.Parameters.ToJsonString());
        Assert.Equal("""{"width":32,"epochs":9}""", done.Key.Document["parameters"]!.ToJsonString());
        Assert.Equal(["labels"], done.Key.Document["inputs"]!.AsObject().Select(input => input.Key));

        string Predictions(string step) =>
            File.ReadAllText(Path.Combine(_yard.Store.Objects.PathOf(run.Find(new StepName("m", "c", step))!.Record.Outputs["predictions"]), "data"));
    }

    [Fact]
    public async Task Another_search_with_the_same_winner_trains_only_its_new_trials()
    {
        await _yard.Candidate("c", Pipeline).RunAsync();

        var again = new TestObserver();
        await _yard.Candidate("c", Pipeline.Replace("[8, 32, 64]", "[8, 32, 60]")).RunAsync(observer: again);

        Assert.Equal("net Cached, net-choose Done, net-holdout Cached, net-trial-1 Cached, net-trial-2 Cached, net-trial-3 Done, rows Cached", again.Ends());
    }

    [Fact]
    public async Task Saying_the_winner_outright_trains_nothing()
    {
        await _yard.Candidate("c", Pipeline).RunAsync();

        var outright = """{ "rows": { "Uses": "rows" }, "net": { "Uses": "net", "Inputs": { "labels": "rows.labels" }, "With": { "epochs": 9, "width": 32 } } }""";
        var again = new TestObserver();
        await _yard.Candidate("c", outright).RunAsync(observer: again);

        Assert.Equal("net Cached, rows Cached", again.Ends());
    }

    [Fact]
    public async Task A_key_is_forecast_once_the_choice_is_there()
    {
        var graph = _yard.Candidate("c", Pipeline).Graph();
        var net = graph.ByName[new StepName("m", "c", "net")];

        Assert.Null((await KeyForecast.OfAsync(graph, _yard.Executor(), TestContext.Current.CancellationToken))[net.Id].Key);
        await _yard.RunAsync();
        Assert.NotNull((await KeyForecast.OfAsync(graph, _yard.Executor(), TestContext.Current.CancellationToken))[net.Id].Hit);
    }

    [Fact]
    public async Task A_choice_that_cannot_be_read_is_said()
    {
        _yard.Component("choose", "write('{}', name='choice.json', port='choice')", inputs: "predictions* labels", parameters: """{ "trials": "", "metric": "" }""", adjust: spec => spec with { Outputs = Port("choice") });

        Assert.Equal(
            "YARD3016: m/c.net: what the search chose cannot be read: choice.json: expected the object parameters",
            await _yard.Candidate("c", Pipeline).FailureAsync());
    }

    private static Dictionary<string, PortSpec> Port(string name) => new() { [name] = new PortSpec { Type = "rows" } };
}
