using System.Text.Json;
using Modelyard.Tests.Images.Registry.Servers;

namespace Modelyard.Cli.Tests;

/// <summary>Entries travel between machines by a registry or a folder.</summary>
public sealed class CacheTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task What_one_machine_ran_is_a_hit_on_another()
    {
        using var registry = new DebianRegistry();
        var place = $"{registry.Host}/team";
        using var first = orchard.Clone();
        Assert.Contains($"{place}: 13 entries sent, 0 there already, 0 not run here\n", (await first.YardAsync("cache", "push", "--to", place)).Ended(0).Out, StringComparison.Ordinal);
        Assert.Contains($"{place}: 0 entries sent, 13 there already, 0 not run here\n", (await first.YardAsync("cache", "push", "--to", place)).Ended(0).Out, StringComparison.Ordinal);

        using var second = TestRepository.Create();
        Assert.Contains($"{place}: 13 entries brought, 0 there already, 0 shared by nobody\n", (await second.YardAsync("cache", "pull", "--from", place)).Ended(0).Out, StringComparison.Ordinal);
        Assert.Contains("0 steps executed, 13 cached", (await second.YardAsync("run")).Ended(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_change_of_the_platform_made_stays_in_its_scope()
    {
        using var first = orchard.Clone();
        var place = Path.Combine(first.Folder.Path, "shared");
        first.Git("branch", "base");
        first.Write("pipelines/FlaskServer/README.md", "Changed.\n");
        first.Commit("Change the platform");
        var pushed = (await first.YardAsync("cache", "push", "--to", place, "--scope", "pr-12", "--since", "base")).Ended(0);
        Assert.Contains("1 files of the platform differ from base", pushed.Error, StringComparison.Ordinal);
        Assert.Contains("(pr-12): 13 entries sent", pushed.Out, StringComparison.Ordinal);

        // Merge retrains, who names the scope does not.
        using var second = TestRepository.Create();
        Assert.Contains("0 entries brought, 0 there already, 13 shared by nobody", (await second.YardAsync("cache", "pull", "--from", place)).Ended(0).Out, StringComparison.Ordinal);
        Assert.Contains("13 entries brought", (await second.YardAsync("cache", "pull", "--from", place, "--scope", "pr-12")).Ended(0).Out, StringComparison.Ordinal);

        // A change of a model alone is for all.
        first.Git("branch", "-f", "base");
        var model = (await first.YardAsync("cache", "push", "--to", place, "--scope", "pr-13", "--since", "base")).Ended(0);
        Assert.Contains($"{place}: 13 entries sent", model.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_with_another_output_is_refused_and_what_is_there_stays()
    {
        using var first = orchard.Clone();
        var place = Path.Combine(first.Folder.Path, "shared");
        (await first.YardAsync("cache", "push", "--to", place)).Ended(0);

        // A machine whose record says otherwise than what was shared.
        var record = Directory.EnumerateFiles(Path.Combine(first.Root, ".yard", "steps"), "*.json").First(file => File.ReadAllText(file).Contains("nearest-centre", StringComparison.Ordinal) || File.ReadAllText(file).Contains("\"labels\"", StringComparison.Ordinal));
        var document = JsonDocument.Parse(File.ReadAllText(record)).RootElement;
        var outputs = document.GetProperty("outputs").EnumerateObject().ToList();
        Assert.True(outputs.Count > 1);
        File.WriteAllText(record, File.ReadAllText(record).Replace(outputs[0].Value.GetString()!, outputs[1].Value.GetString()!, StringComparison.Ordinal));

        var refused = (await first.YardAsync("cache", "push", "--to", place)).Ended(1);
        Assert.Matches(@"error YARD3022: .*step-[0-9a-f]{64} \(run [^)]+\): output '", refused.Error);
    }

    [Theory]
    [InlineData("push --to nowhere", "error YARD8021: 'nowhere' is neither registry/path, nor oci:FOLDER, nor one of the environments ")]
    [InlineData("push --to ./x --since HEAD", "error YARD9002: --since says when --scope applies; expected both, or none")]
    [InlineData("push --to ./x --scope A/b", "error YARD9002: --scope is 'A/b'; expected lower-case letters, digits and hyphens")]
    public async Task What_cannot_be_is_said(string arguments, string expected)
    {
        using var repository = orchard.Clone();
        Assert.StartsWith(expected, (await repository.YardAsync(["cache", .. arguments.Split(' ')])).Ended(2).Error, StringComparison.Ordinal);
    }
}
