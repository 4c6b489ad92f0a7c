using System.Text.Json;

namespace Modelyard.EndToEnd.Tests;

[Collection("one clone, one test at a time")]
public sealed class FreshCloneTests(FreshClone clone)
{
    [Fact]
    public void Up_once_trains_both_models_and_every_arm_answers()
    {
        Assert.True(clone.First.ExitCode == 0, clone.First.StandardOutput + clone.First.StandardError);
        Assert.Contains("18 steps executed, 0 cached", clone.First.StandardError, StringComparison.Ordinal);
        Assert.Contains("item-photo arm a (dev1) answered 6 samples", clone.First.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("item-photo arm b (dev2) answered 6 samples", clone.First.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("listing-category arm a (dev1) answered 4 samples", clone.First.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public void Up_once_again_finds_everything_cached_and_makes_no_version()
    {
        Assert.True(clone.Second.ExitCode == 0, clone.Second.StandardOutput + clone.Second.StandardError);
        Assert.Contains("0 steps executed, 18 cached", clone.Second.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("blessing", clone.Second.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_hold_their_gates_and_share_the_steps_they_have_in_common()
    {
        var forest = await VersionAsync("dev1");
        var network = await VersionAsync("dev2");
        Assert.True(forest.GetProperty("metrics").GetProperty("accuracy").GetDouble() >= 0.87);
        Assert.True(network.GetProperty("metrics").GetProperty("accuracy").GetDouble() >= 0.87);
        foreach (var step in new[] { "photos", "parts", "pixels" })
        {
            Assert.Equal(KeyOf(forest, step), KeyOf(network, step));
        }

        string? KeyOf(JsonElement version, string step) => version.GetProperty("steps").GetProperty(step).GetProperty("key").GetString();
    }

    [Fact]
    public async Task The_clone_is_clean_afterwards_and_its_plan_is_empty()
    {
        var plan = await clone.YardAsync("plan", "--json");
        Assert.Equal(0, plan.ExitCode);
        Assert.Empty(JsonDocument.Parse(plan.StandardOutput).RootElement.GetProperty("models").EnumerateArray());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(clone.Root, ".yard", "staging"), "*", SearchOption.AllDirectories));
    }

    private async Task<JsonElement> VersionAsync(string version)
    {
        var shown = await clone.YardAsync("show", $"item-photo@{version}", "--json");
        return JsonDocument.Parse(shown.StandardOutput).RootElement.GetProperty("version").Clone();
    }
}
