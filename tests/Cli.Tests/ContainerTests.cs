using System.Text.Json;

namespace Modelyard.Cli.Tests;

/// <summary><c>--on container</c>, with real images and a real engine.</summary>
public sealed class ContainerTests(ContainerOrchard orchard) : IClassFixture<ContainerOrchard>
{
    [Fact]
    public void Every_step_has_the_key_and_the_outputs_that_it_has_as_a_process()
    {
        Assert.Equal(Steps(orchard.AsProcesses), Steps(orchard.InContainers));
        Assert.All(orchard.InContainers.GetProperty("steps").EnumerateArray(), step => Assert.Equal("done", step.GetProperty("state").GetString()));
        Assert.Equal(Versions(orchard.AsProcesses), Versions(orchard.InContainers));
        Assert.Empty(orchard.Containers());
    }

    [Fact]
    public async Task Every_arm_answers_from_its_image_and_is_held_to_its_memory()
    {
        var answer = (await orchard.Repository.YardAsync("up", "--once", "--models", "fruit", "--on", "container")).Ended(0);

        Assert.Matches(@"fruit arm a \(dev\d\) answered 3 samples: apple, banana, cherry\n", answer.Out);
        Assert.Matches(@"fruit arm b \(dev\d\) answered 3 samples: apple, banana, cherry\n", answer.Out);
        Assert.DoesNotContain("YARD6109", answer.Error, StringComparison.Ordinal);
        Assert.Empty(orchard.Containers());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(orchard.Repository.Root, ".yard", "staging")));
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_no_container()
    {
        orchard.Repository.Replace("models/bread/model.yaml", "count: 90", "count: 91");

        await orchard.KillWithContainerAsync("run", "bread", "--on", "container");

        for (var wait = 0; wait < 300 && orchard.Containers().Length > 0; wait++) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Empty(orchard.Containers());
    }

    private static List<string> Steps(JsonElement run) =>
    [
        .. run.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("name").GetString()} {step.GetProperty("key").GetString()} {step.GetProperty("outputs").GetRawText()}").Order(StringComparer.Ordinal),
    ];

    private static List<string?> Versions(JsonElement run) => [.. run.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("identity").GetString())];
}
