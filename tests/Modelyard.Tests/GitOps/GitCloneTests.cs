using Modelyard.Diagnostics;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.GitOps;

public sealed class GitCloneTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_is_made_beside_the_working_tree_and_pushed()
    {
        using var remote = new TestRemote(("models/m/model.yaml", "name: m\n"));
        var clone = remote.Clone("ours");
        File.WriteAllText(Path.Combine(remote.At("ours"), "half"), "written\n");
        remote.Git(remote.At("ours"), "add", "half");
        await clone.FetchAsync(Stop);
        var head = await clone.HeadAsync("main", Stop);

        var commit = await clone.CommitAsync(head, new Dictionary<string, string> { ["models/m/versions.yaml"] = "versions: {}\n" }, "versions: m v1", Stop);
        Assert.True(await clone.PushAsync(commit, "main", Stop));

        Assert.Equal("versions: {}\n", remote.Read("main", "models/m/versions.yaml"));
        Assert.Equal("name: m\n", remote.Read("main", "models/m/model.yaml"));
        Assert.Equal("A  half\n", remote.Git(remote.At("ours"), "status", "--porcelain"));
        Assert.Equal(head, remote.Git(remote.At("ours"), "rev-parse", "HEAD").Trim());
    }

    [Fact]
    public async Task Who_comes_second_is_told_and_moves_nothing()
    {
        using var remote = new TestRemote(("a", "1"));
        var clone = remote.Clone("ours");
        await clone.FetchAsync(Stop);
        var head = await clone.HeadAsync("main", Stop);
        var theirs = remote.Push("main", ("a", "2"));

        var commit = await clone.CommitAsync(head, new Dictionary<string, string> { ["b"] = "ours" }, "ours", Stop);
        Assert.False(await clone.PushAsync(commit, "main", Stop));
        Assert.Equal(theirs, remote.Git(remote.Path, "rev-parse", "main").Trim());

        // A branch of automation's own may be set anew, but not over what it has not seen.
        Assert.True(await clone.ReplaceAsync(commit, "release/m", null, Stop));
        Assert.False(await clone.ReplaceAsync(head, "release/m", head, Stop));
        Assert.True(await clone.ReplaceAsync(head, "release/m", commit, Stop));
    }

    [Fact]
    public async Task A_remote_that_refuses_for_another_reason_is_named()
    {
        using var remote = new TestRemote(("a", "1"));
        var clone = remote.Clone("ours");
        await clone.FetchAsync(Stop);
        var head = await clone.HeadAsync("main", Stop);
        Directory.Move(remote.Path, remote.At("moved.git"));

        var failure = await Assert.ThrowsAsync<YardException>(() => clone.PushAsync(head, "main", Stop));
        Assert.StartsWith($"YARD2101: git -C {remote.At("ours")} push --porcelain origin {head}:refs/heads/main ended with 128: ", Failures.Text(failure), StringComparison.Ordinal);
        Assert.Equal("YARD2102: origin has no branch 'trunk'; it has main", Failures.Text(await Assert.ThrowsAsync<YardException>(() => clone.HeadAsync("trunk", Stop))));
    }

    [Fact]
    public async Task The_working_tree_goes_forward_unless_that_would_lose_something()
    {
        using var remote = new TestRemote(("a", "1"));
        var clone = remote.Clone("ours");
        var next = remote.Push("main", ("a", "2"));
        await clone.FetchAsync(Stop);
        File.WriteAllText(Path.Combine(remote.At("ours"), "a"), "mine");

        Assert.NotNull(await clone.ForwardAsync("main", next, Stop));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(remote.At("ours"), "a")));

        remote.Git(remote.At("ours"), "checkout", "--quiet", ".");
        Assert.Null(await clone.ForwardAsync("main", next, Stop));
        Assert.Equal("2", File.ReadAllText(Path.Combine(remote.At("ours"), "a")));
        Assert.Equal("it has the branch 'main' checked out, expected 'live'", await clone.ForwardAsync("live", next, Stop));
    }

    [Fact]
    public async Task A_commit_has_a_working_tree_of_its_own_until_it_is_done_with()
    {
        using var remote = new TestRemote(("a", "1"));
        var clone = remote.Clone("ours");
        await clone.FetchAsync(Stop);
        var folder = remote.At("tree");
        await using (var tree = await clone.CheckOutAsync(await clone.HeadAsync("main", Stop), folder, Stop))
        {
            Assert.Equal("1", File.ReadAllText(Path.Combine(tree.Root, "a")));
        }

        Assert.False(Directory.Exists(folder));

        // One that was killed before it was done leaves its folder, or git's note of it.
        _ = await clone.CheckOutAsync(await clone.HeadAsync("main", Stop), folder, Stop);
        Directory.Delete(folder, recursive: true);
        await using var again = await clone.CheckOutAsync(await clone.HeadAsync("main", Stop), folder, Stop);
        Assert.True(File.Exists(Path.Combine(again.Root, "a")));
    }
}
