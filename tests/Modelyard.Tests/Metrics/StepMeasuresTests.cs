using System.Text.Json;
using Modelyard.Metrics;
using Modelyard.Running.Execution;
using Modelyard.Running.History;
using Modelyard.Running.Store;

namespace Modelyard.Tests.Metrics;

/// <summary>What the runs of a store amount to.</summary>
public sealed class StepMeasuresTests : IDisposable
{
    private readonly string _runs = Directory.CreateTempSubdirectory("yard-runs-").FullName;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Fact]
    public void Runs_add_up_by_step_and_what_ended_is_read_once()
    {
        var measures = new StepMeasures(_runs, ["fruit"]);
        Write("20260101-1", RunState.Done, ("fruit/near.parts", StepState.Done, 0.2), ("gone/x.parts", StepState.Done, 5));
        Write("20260101-2", RunState.Failed, ("fruit/near.parts", StepState.Cached, 0.2), ("fruit/near.centres", StepState.Failed, 1));
        Write("20260101-3", RunState.Killed, ("fruit/near.parts", StepState.Waiting, 0));
        var first = Exposition.Write(measures.Collect());
        Assert.Equal(first, Exposition.Write(measures.Collect()));
        foreach (var line in (string[])
        [
            "modelyard_step_outcomes_total{component=\"split\",model=\"fruit\",candidate=\"near\",step=\"parts\",outcome=\"cached\"} 1",
            "modelyard_step_outcomes_total{component=\"split\",model=\"other\",candidate=\"other\",step=\"other\",outcome=\"done\"} 1",
            "modelyard_step_cache_hits_total{component=\"split\",model=\"fruit\",candidate=\"near\",step=\"parts\"} 1",
            "modelyard_step_failures_total{component=\"split\",model=\"fruit\",candidate=\"near\",step=\"centres\"} 1",
            "modelyard_step_seconds_bucket{component=\"split\",model=\"fruit\",candidate=\"near\",step=\"parts\",le=\"0.1\"} 0",
            "modelyard_step_seconds_bucket{component=\"split\",model=\"fruit\",candidate=\"near\",step=\"parts\",le=\"0.3\"} 1",
            "modelyard_step_seconds_sum{component=\"split\",model=\"fruit\",candidate=\"near\",step=\"parts\"} 0.2",
            "modelyard_step_runs_total{outcome=\"failed\"} 1",
        ])
        {
            Assert.Contains(line + "\n", first);
        }

        Write("20260101-4", RunState.Done, ("fruit/near.parts", StepState.Cached, 0.2));
        Assert.Contains("modelyard_step_cache_hits_total{component=\"split\",model=\"fruit\",candidate=\"near\",step=\"parts\"} 2\n", Exposition.Write(measures.Collect()));
    }

    private void Write(string run, RunState state, params (string Name, StepState State, double Seconds)[] steps)
    {
        var record = new RunRecord
        {
            Run = run,
            Command = "yard run",
            State = state,
            Started = DateTimeOffset.UnixEpoch,
            Models = ["fruit"],
            Steps = [.. steps.Select(step => new RunStep { Names = [step.Name], Component = "split", State = step.State, Seconds = step.Seconds })],
        };
        Directory.CreateDirectory(Path.Combine(_runs, run));
        File.WriteAllBytes(Path.Combine(_runs, run, "run.json"), JsonSerializer.SerializeToUtf8Bytes(record, StoreJson.Options));
    }
}
