using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests.GitOps;

/// <summary>Numbers as the workflows give them: by one verb, after a training.</summary>
public sealed class NumberTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task Versions_are_pushed_numbered_in_git_and_tagged_and_doing_it_again_goes_on_where_it_was_cut_off()
    {
        using var platform = new Platform(orchard);
        var numbered = (await platform.Live.YardAsync("number", "fruit")).Ended(0);
        Assert.Matches(@"^fruit@v1  near  [0-9a-f]{12}  new\nfruit@v2  scaled  [0-9a-f]{12}  new\n$", numbered.Out);
        Assert.Contains("  v2: { candidate: scaled, ", platform.Merged("models/fruit/versions.yaml"), StringComparison.Ordinal);

        // The working tree is left alone, and the commit is the one that the versions were made at.
        Assert.False(File.Exists(Path.Combine(platform.Live.Root, "models/fruit/versions.yaml")));
        (await platform.Live.YardAsync("number", "fruit")).Ended(0);

        // A registry that lacks what the ledger has, as after a kill between the two, gets it.
        using var registry = new DebianRegistry();
        (await platform.Live.YardAsync("number", "--registry", $"{registry.Host}/team")).Ended(0);
        var versions = (await platform.Live.YardJsonAsync("versions", "fruit", "--registry", $"{registry.Host}/team")).Ended(0).Json.GetProperty("versions");
        Assert.Equal(["v2 scaled", "v1 near"], versions.EnumerateArray().Select(version => $"{version.GetProperty("numbers")[0]} {version.GetProperty("candidate")}"));
        Assert.Contains("bread@v1", (await platform.Live.YardAsync("number", "bread")).Ended(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_cluster_made_is_numbered_where_it_published_it()
    {
        using var platform = new Platform(orchard);
        using var registry = new DebianRegistry();
        (await platform.Live.YardAsync("push", "bread@newest", "--registry", $"{registry.Host}/team")).Ended(0);
        // After a run on a cluster the store knows an identity and nothing more.
        foreach (var file in Directory.EnumerateFiles(Path.Combine(platform.Live.Root, ".yard/versions/bread"))) File.Delete(file);

        var unknown = (await platform.Live.YardAsync("number", "bread")).Ended(2).Error;
        Assert.Matches("^error YARD4005: bread/[a-z]+: its version [0-9a-f]{12} is not in this store, and .+ does not have it → a cluster made it: name the registry of its environment by --registry\n$", unknown);

        var numbered = (await platform.Live.YardAsync("number", "bread", "--registry", $"{registry.Host}/team")).Ended(0).Out;
        Assert.Matches("^bread@v1  [a-z]+  [0-9a-f]{12}  new\n$", numbered);
        Assert.Contains("v1", (await platform.Live.YardAsync("versions", "bread", "--registry", $"{registry.Host}/team")).Ended(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_commit_has_gets_no_number()
    {
        using var platform = new Platform(orchard);
        platform.Live.Replace("models/fruit/README.md", "# fruit", "# fruits");
        var refused = (await platform.Live.YardAsync("number", "fruit")).Ended(2);
        Assert.StartsWith($"error YARD9002: {platform.Live.Root} differs from its commit; a number says which commit a version was made at → commit first", refused.Error, StringComparison.Ordinal);
        Assert.StartsWith("error YARD2102: origin has no branch 'trunk'; it has main\n", (await ResetAsync(platform, "--branch", "trunk")).Error, StringComparison.Ordinal);
        Assert.StartsWith("error YARD2101: git -C ", (await ResetAsync(platform, "--remote", "nowhere")).Error, StringComparison.Ordinal);
    }

    private static async Task<Answer> ResetAsync(Platform platform, params string[] arguments)
    {
        platform.Live.Git("checkout", "-q", ".");
        return (await platform.Live.YardAsync(["number", "fruit", .. arguments])).Ended(1);
    }
}
