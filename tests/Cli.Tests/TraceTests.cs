namespace Modelyard.Cli.Tests;

public sealed class TraceTests(TrainedOrchard orchard)
{
    private const string Ulid = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

    [Fact]
    public async Task A_prediction_leads_to_its_time_version_run_commit_data_and_steps()
    {
        using var repository = orchard.Clone();
        var shown = (await repository.YardJsonAsync("show", "fruit@dev2")).Ended(0).Json;
        var identity = shown.GetProperty("version").GetProperty("identity").GetString()!["sha256:".Length..];
        var run = shown.GetProperty("origin").GetProperty("run").GetString();
        var commit = shown.GetProperty("origin").GetProperty("commit").GetString();
        var id = $"{Ulid}-{identity[..12]}";

        var answer = (await repository.YardAsync("trace", id)).Ended(0).Out;

        Assert.StartsWith(
            $"{id}\n  answered    2016-07-30 23:54:10.259Z\n  version     fruit@dev2, candidate scaled, sha256:{identity}\n  arm         b of local (10 %), as the release says now\n  run         {run}, ",
            answer,
            StringComparison.Ordinal);
        Assert.Contains($"\n  commit      {commit}\n", answer, StringComparison.Ordinal);
        Assert.Matches("\n  data        harvest \\(fruits\\) read sha256:[0-9a-f]{64}\n", answer);
        Assert.Matches($"\n    centres          nearest-centre         key [0-9a-f]{{12}}  run {run}\n", answer);
        Assert.Contains("\n  ./yard predict fruit@dev2 FILE ", answer, StringComparison.Ordinal);

        var json = (await repository.YardJsonAsync("trace", id)).Ended(0).Json;
        Assert.Equal(("fruit", "dev2", "scaled"), (json.GetProperty("model").GetString(), json.GetProperty("version").GetString(), json.GetProperty("candidate").GetString()));
        Assert.Equal("b", json.GetProperty("arms")[0].GetProperty("arm").GetString());
        Assert.Equal(5, json.GetProperty("steps").GetArrayLength());
    }

    [Theory]
    [InlineData("nonsense", "error YARD5109: 'nonsense' is not the id of a prediction; expected 26 letters and digits, '-', and 12 hexadecimal digits → copy it whole from the answer's header x-yard-prediction\n")]
    [InlineData($"{Ulid}-000000000000", $"error YARD5110: no version answered {Ulid}-000000000000, which came at 2016-07-30 23:54:10Z: the gateway itself refused it\n")]
    [InlineData($"{Ulid}-0123456789ab", "error YARD4005: no version in this store has an identity that begins with 0123456789ab; the answer was given at 2016-07-30 23:54:10Z → trace it where it was answered, or name that store with --store DIR\n")]
    public async Task What_leads_nowhere_is_said_with_what_to_do(string id, string expected)
    {
        using var repository = orchard.Clone();
        Assert.Equal(expected, (await repository.YardAsync("trace", id)).Ended(2).Error);
    }
}
