namespace Modelyard.Cli.Tests;

public sealed class RunTests(TrainedOrchard orchard)
{
    private const string Model = "models/fruit/model.yaml";

    [Fact]
    public void A_first_run_executes_every_step_and_makes_versions()
    {
        Assert.Equal(
            """
            bread@dev1  baked  new  accuracy is 0.9444
            fruit@dev1  near  new  accuracy is 0.9167
            fruit@dev2  scaled  new  accuracy is 1
            13 steps executed, 0 cached

            """,
            orchard.FirstRun.Out);
    }

    [Fact]
    public async Task A_second_run_is_cached_and_changes_nothing()
    {
        using var repository = orchard.Clone();
        var answer = (await repository.YardAsync("run")).Ended(0);
        Assert.Contains("0 steps executed, 13 cached", answer.Out, StringComparison.Ordinal);
        Assert.Equal(3, answer.Out.Split("unchanged").Length - 1);
    }

    [Fact]
    public async Task A_store_that_moved_with_its_repository_is_still_a_cache()
    {
        using var repository = orchard.Clone();
        using var elsewhere = repository.Clone();
        Assert.Contains("0 steps executed, 13 cached", (await elsewhere.YardAsync("run")).Ended(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raised_gate_says_by_how_much_it_was_missed_and_makes_no_version()
    {
        using var repository = orchard.Clone();
        repository.Replace(Model, "at-least: 0.8", "at-least: 1.01");
        var answer = (await repository.YardAsync("run", "fruit")).Ended(4);
        Assert.Contains(
            "models/fruit/model.yaml:24:10: error YARD4001: fruit/near: accuracy is 0.9167, 0.0933 below the gate of 1.01 → no version was made\n"
            + "models/fruit/model.yaml:24:10: error YARD4001: fruit/scaled: accuracy is 1, 0.01 below the gate of 1.01 → no version was made\n",
            answer.Error, StringComparison.Ordinal);
        Assert.Equal("fruit/near: no version\nfruit/scaled: no version\n0 steps executed, 8 cached\n", answer.Out);
        Assert.Equal(["dev2", "dev1"], await VersionsAsync(repository));
    }

    [Fact]
    public async Task Candidates_pass_or_fail_alone()
    {
        using var repository = orchard.Clone();
        repository.Replace(Model, "sharpness: 1 }", "sharpness: 1, baseline: true }");
        repository.Replace(Model, "sharpness: 2 }", "sharpness: 3 }");
        var answer = (await repository.YardAsync("run", "fruit")).Ended(4);
        Assert.Contains("fruit/near: no version", answer.Out, StringComparison.Ordinal);
        Assert.Contains("fruit@dev3  scaled  new", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_step_shows_the_end_of_its_log_and_stops_only_what_needs_it()
    {
        using var repository = orchard.Clone();
        repository.Replace("pipelines/Components/nearest-centre/nearest_centre.py", "    return {\"classes\"", "    raise ValueError(\"the scales are broken\")\n    return {\"classes\"");
        var answer = (await repository.YardAsync("run", "fruit")).Ended(1);
        Assert.Contains("error YARD3001: fruit/near.centres exited with code 1; expected 0\n    | error: the scales are broken\n    whole log: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains("error YARD3001: fruit/scaled.centres exited with code 1", answer.Error, StringComparison.Ordinal);
        Assert.Equal("fruit/near: no version\nfruit/scaled: no version\n0 steps executed, 4 cached, 2 failed, 2 not run\n", answer.Out);
    }

    [Fact]
    public async Task The_same_inputs_never_make_a_second_version()
    {
        using var repository = orchard.Clone();
        repository.Replace(Model, "sharpness: 1 }", "sharpness: 5 }");
        Assert.Contains("fruit@dev3  near  new", (await repository.YardAsync("run", "fruit")).Ended(0).Out, StringComparison.Ordinal);

        // Taken back: nothing runs, and the candidate is its old version again.
        repository.Git("checkout", "-q", ".");
        var answer = (await repository.YardAsync("run", "fruit")).Ended(0);
        Assert.Contains("fruit@dev1  near  unchanged", answer.Out, StringComparison.Ordinal);
        Assert.Contains("0 steps executed, 8 cached", answer.Out, StringComparison.Ordinal);
        Assert.Equal(["dev3", "dev2", "dev1"], await VersionsAsync(repository));

        var live = (await repository.YardJsonAsync("up", "--once", "--models", "fruit")).Ended(0).Json.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(["dev1", "dev2"], live.Select(check => check.GetProperty("version").GetString()!));
        await repository.Folder.NothingRunsAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<List<string>> VersionsAsync(TestRepository repository) =>
        [.. (await repository.YardJsonAsync("versions", "fruit")).Ended(0).Json.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("name").GetString()!)];
}
