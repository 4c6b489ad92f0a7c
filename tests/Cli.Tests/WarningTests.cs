namespace Modelyard.Cli.Tests;

/// <summary>What goes on, but is said.</summary>
public sealed class WarningTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task A_setting_that_processes_do_not_honour_is_named_once_with_its_place()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/bread/model.yaml", "workers: 1", "workers: 1, memory: 512Mi, packaging: volume");

        var said = (await repository.YardAsync("run", "bread")).Ended(0).Error;

        Assert.Single(Lines(said, "serving.memory"));
        Assert.Matches(
            @"^models/bread/model.yaml:\d+:\d+: warning YARD6109: bread/baked: serving.memory is 512Mi, which processes of this machine are not held to; the server may use more$",
            Lines(said, "serving.memory")[0]);
        Assert.EndsWith("bread/baked: serving.packaging is volume, which is for containers; here the server reads the version from the store", Lines(said, "serving.packaging")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cached_output_that_was_damaged_is_made_again_and_said()
    {
        using var repository = orchard.Clone();
        var steps = (await repository.YardJsonAsync("run", "bread")).Ended(0).Json.GetProperty("steps").EnumerateArray();
        var matrix = steps.First(step => step.GetProperty("name").GetString()!.EndsWith(".measures", StringComparison.Ordinal)).GetProperty("outputs").GetProperty("matrix").GetString()!["sha256:".Length..];
        var file = Path.Combine(repository.Root, ".yard", "objects", matrix[..2], matrix, "data.npy");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "spoilt");

        var said = (await repository.YardAsync("run", "bread")).Ended(0).Error;

        Assert.Equal(
            ["warning YARD3017: bread/baked.measures was done before, but its cached output 'matrix' was damaged or gone; it was made again"],
            Lines(said, "YARD3017"));
        Assert.DoesNotContain("YARD3017", (await repository.YardAsync("run", "bread")).Ended(0).Error, StringComparison.Ordinal);
    }

    private static List<string> Lines(string said, string part) => [.. said.Split('\n').Where(line => line.Contains(part, StringComparison.Ordinal))];
}
