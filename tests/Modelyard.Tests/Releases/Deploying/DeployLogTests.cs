using Modelyard.Images.Oci;
using Modelyard.Releases.Deploying;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>The log of deploys: appended to, never changed.</summary>
public sealed class DeployLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DeployLog Log => new(new OciLayout(_folder.At("registry")), "dev");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_live_at_a_time_is_what_the_last_deploy_before_it_left()
    {
        Assert.Equal(1, await Log.RecordAsync(Entry(0, "one"), Cancel));
        Assert.Equal(2, await Log.RecordAsync(Entry(1, "two"), Cancel));
        Assert.Equal("two", await LiveAsync(null));
        Assert.Equal("two", await LiveAsync(Noon.AddHours(1)));
        Assert.Equal("one", await LiveAsync(Noon.AddMinutes(59)));
        Assert.Equal("YARD5512: nothing was deployed to 'dev' until 2026-11-25 11:59:00Z", Failures.Text(await Assert.ThrowsAsync<Modelyard.Diagnostics.YardException>(() => LiveAsync(Noon.AddMinutes(-1)))));
        Assert.Null((await LiveRelease.FindAsync(Log, "dev", "prices", null, Cancel)).Model);
    }

    [Fact]
    public async Task A_deploy_that_left_what_was_live_from_the_same_commit_is_not_written_again()
    {
        Assert.Equal(1, await Log.RecordAsync(Entry(0, "one"), Cancel));
        Assert.Equal(1, await Log.RecordAsync(Entry(1, "one"), Cancel));
        Assert.Equal(2, await Log.RecordAsync(Entry(2, "one") with { Commit = "b" }, Cancel));
    }

    [Fact]
    public async Task Deploys_at_the_same_time_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => Log.AppendAsync(Entry(number, $"v{number}"), Cancel), Cancel)));
        Assert.Equal(Enumerable.Range(1, 8).Select(number => $"deploys-dev-deploy-00000{number}"), await new OciLayout(_folder.At("registry")).ListTagsAsync(Cancel));
    }

    [Fact]
    public void A_commit_does_not_replace_one_that_came_after_it()
    {
        var root = _folder.At("repository");
        Programs.Run("git", "init", "-q", root);
        var (first, second) = (Commit("one"), Commit("two"));
        CommitOrder.Require(root, Entry(0, "one") with { Commit = first });
        CommitOrder.Require(root, Entry(0, "one") with { Commit = second });
        CommitOrder.Require(root, Entry(0, "one") with { Commit = new string('c', 40) }); // of a clone that knows more
        Programs.Run("git", "-C", root, "checkout", "-q", first);
        var failure = Failures.Of(() => CommitOrder.Require(root, Entry(0, "one") with { Commit = second }));
        Assert.Equal($"YARD5506: HEAD is {first[..10]}, an ancestor of {second[..10]}, which was deployed to 'dev' at 2026-11-25 12:00:00Z", failure);

        string Commit(string text)
        {
            _folder.Write("repository/file", text);
            Programs.Run("git", "-C", root, "add", "file");
            Programs.Run("git", "-C", root, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", text);
            return Programs.Run("git", "-C", root, "rev-parse", "HEAD").Trim();
        }
    }

    private async Task<string> LiveAsync(DateTimeOffset? time) => (await LiveRelease.FindAsync(Log, "dev", "item-photo", time, Cancel)).Model!.Arms[0].Version;

    private static DeployEntry Entry(int hours, string version) =>
        new("dev", Noon.AddHours(hours), "a", false, [new DeployedModel("item-photo", "item-photo", [new DeployedArm("a", 100, version, ExampleDeployment.Identity(version))])]);
}
