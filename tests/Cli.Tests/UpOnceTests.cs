using System.Text.Json;

namespace Modelyard.Cli.Tests;

public sealed class UpOnceTests(TrainedOrchard orchard)
{
    private const string Model = "models/fruit/model.yaml";

    [Fact]
    public async Task Every_arm_answers_its_samples()
    {
        using var repository = orchard.Clone();
        var answer = (await repository.YardAsync("up", "--once")).Ended(0);
        Assert.Contains("fruit arm a (dev1) answered 3 samples: apple, banana, cherry\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("fruit arm b (dev2) answered 3 samples: apple, banana, cherry\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("bread arm a (dev1) answered 3 samples: apple, banana, cherry\n", answer.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(repository.Root, ".yard", "staging")));
        await repository.Folder.NothingRunsAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Where_a_gate_fails_the_newest_blessed_version_goes_on_answering()
    {
        using var repository = orchard.Clone();
        repository.Replace(Model, "sharpness: 1 }", "sharpness: 1, baseline: true }");
        var answer = (await repository.YardJsonAsync("up", "--once")).Ended(4);
        Assert.Contains("error YARD4001: fruit/near: accuracy is ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(["bread a dev1", "fruit a dev1", "fruit b dev2"], Answered(answer.Json));
    }

    [Fact]
    public async Task Without_any_blessed_version_only_that_model_is_not_released()
    {
        using var repository = orchard.Clone();
        Directory.Delete(Path.Combine(repository.Root, ".yard", "versions", "fruit"), recursive: true);
        repository.Replace(Model, "sharpness: 1 }", "sharpness: 1, baseline: true }");
        var answer = (await repository.YardJsonAsync("up", "--once")).Ended(4);
        Assert.Matches(@"models/fruit/releases/local.yaml:3:\d+: error YARD5\d+: arms.a.candidate 'near' has no blessed version yet → ./yard run fruit", answer.Error);
        Assert.Equal(["bread a dev1"], Answered(answer.Json));
    }

    [Fact]
    public async Task A_failed_step_keeps_old_versions_live_and_ends_with_1()
    {
        using var repository = orchard.Clone();
        repository.Replace("pipelines/Components/nearest-centre/nearest_centre.py", "    return {\"classes\"", "    raise ValueError(\"the scales are broken\")\n    return {\"classes\"");
        var answer = (await repository.YardJsonAsync("up", "--once")).Ended(1);
        Assert.Equal(["bread a dev1", "fruit a dev1", "fruit b dev2"], Answered(answer.Json));
    }

    private static List<string> Answered(JsonElement up) =>
        [.. up.GetProperty("checks").EnumerateArray()
            .Where(check => check.GetProperty("answers").GetArrayLength() == 3)
            .Select(check => $"{check.GetProperty("model").GetString()} {check.GetProperty("arm").GetString()} {check.GetProperty("version").GetString()}")
            .Order(StringComparer.Ordinal)];
}
