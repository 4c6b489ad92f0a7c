using Modelyard.Content;
using Modelyard.Traffic;

namespace Modelyard.Tests.Traffic;

public sealed class RoutingTableTests
{
    [Fact]
    public void An_arm_is_found_by_its_name_then_by_version_then_by_identity()
    {
        var (one, two) = (new Arm("dev2", 50, "dev1", Digest.Of("1"u8)), new Arm("b", 50, "dev2", Digest.Of("2"u8)));
        var route = new ModelRoute("toy", "toy", [one, two]);
        Assert.Equal(one, route.Pinned("dev2"));
        Assert.Equal(one, route.Pinned("dev1"));
        Assert.Equal(two, route.Pinned(two.Identity.ToString()));
        Assert.Null(route.Pinned("sha256:2"));
    }

    [Fact]
    public async Task Changes_from_many_threads_all_count()
    {
        var holder = new RoutingTableHolder();
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), (i, _) =>
        {
            holder.Change(table => table.With(new ModelRoute($"m{i}", "", [new Arm("a", 100, "dev1", default)])));
            return ValueTask.CompletedTask;
        });
        Assert.Equal(100, holder.Current.Routes.Count);
        Assert.Equal(99, holder.Change(table => table.Without("m7")).Routes.Count);
        Assert.False(holder.Current.TryGet("m7", out _));
    }
}
